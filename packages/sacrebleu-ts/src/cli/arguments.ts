import yargs from 'yargs';
import { type BleuOptions, SMOOTHING_METHODS } from '../bleu.ts';
import type { SmoothingMethod } from '../bleu-metric.ts';
import type { ChrfOptions } from '../chrf.ts';
import { InputError } from '../input-error.ts';
import { SACREBLEU_VERSION } from '../signature.ts';
import { DEFAULT_BOOTSTRAP_SAMPLES, DEFAULT_SEED } from '../significance/bootstrap.ts';
import { DEFAULT_RANDOMIZATION_TRIALS } from '../significance/paired-tests.ts';
import type { TerOptions } from '../ter.ts';
import { TOKENIZER_NAMES, type TokenizerName } from '../tokenizers/index.ts';

export const METRIC_NAMES = ['bleu', 'chrf', 'ter'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** A test against the first system, or the interval of a single one. */
export interface Resampling {
  readonly kind: 'confidence' | 'paired-bs' | 'paired-ar';
  readonly samples: number;
}

export interface Arguments {
  readonly references: readonly string[];
  /** `undefined` to read standard input. */
  readonly inputs: readonly string[] | undefined;
  /** References in one file, separated by tabs. */
  readonly referencesPerLine: number;
  /** Without repetition, in the order given. */
  readonly metrics: readonly MetricName[];
  readonly sentenceLevel: boolean;
  readonly resampling: Resampling | undefined;
  readonly seed: number;
  readonly bleu: BleuOptions;
  readonly chrf: ChrfOptions;
  readonly ter: TerOptions;
  readonly format: 'json' | 'text';
  readonly width: number;
  readonly scoreOnly: boolean;
  readonly shortSignature: boolean;
}

/** sacreBLEU's abbreviations of more than one letter, which yargs would take for several options. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  '-nr': '--num-refs',
  '-sl': '--sentence-level',
  '-sv': '--smooth-value',
  '-tok': '--tokenize',
  '-lc': '--lowercase',
  '-cc': '--chrf-char-order',
  '-cw': '--chrf-word-order',
  '-ci': '--confidence',
  '-cin': '--confidence-n',
  '-par': '--paired-ar',
  '-pbs': '--paired-bs',
  '-parn': '--paired-ar-n',
  '-pbsn': '--paired-bs-n',
  '-sh': '--short',
};

/**
 * The arguments of the command.
 * @returns `undefined` when help or the version was asked for and has been printed
 * @throws InputError on an argument that is unknown, of the wrong kind or at odds with another
 */
export function parseArguments(words: readonly string[]): Arguments | undefined {
  const parser = createParser(words.map((word) => ABBREVIATIONS[word] ?? word));
  const parsed = parser.parseSync();
  if (parsed.help || parsed.version) return undefined;

  const references = (parsed.references as readonly string[] | undefined) ?? [];
  if (references.length === 0) {
    throw new InputError('No reference file is given; name one or more in front of -i.');
  }
  if (!Number.isInteger(parsed.width) || parsed.width < 0 || parsed.width > 20) {
    throw new InputError(`--width is ${parsed.width}; expected a whole number from 0 to 20.`);
  }
  if (!Number.isInteger(parsed.numRefs) || parsed.numRefs < 1) {
    throw new InputError(`--num-refs is ${parsed.numRefs}; expected a whole number from 1 up.`);
  }
  if (parsed.numRefs > 1 && references.length > 1) {
    throw new InputError(
      '--num-refs is for one file with several references a line, but there are ' +
        `${references.length} reference files.`,
    );
  }
  return {
    references,
    inputs: parsed.input?.map(String),
    referencesPerLine: parsed.numRefs,
    metrics: [...new Set(parsed.metrics as readonly MetricName[])],
    sentenceLevel: parsed.sentenceLevel,
    resampling: chooseResampling(parsed),
    seed: parsed.seed,
    bleu: {
      tokenize: parsed.tokenize as TokenizerName,
      lowercase: parsed.lowercase,
      smoothMethod: parsed.smoothMethod as SmoothingMethod,
      ...(parsed.smoothValue !== undefined && { smoothValue: parsed.smoothValue }),
      effectiveOrder: parsed.sentenceLevel,
    },
    chrf: {
      charOrder: parsed.chrfCharOrder,
      wordOrder: parsed.chrfWordOrder,
      beta: parsed.chrfBeta,
      whitespace: parsed.chrfWhitespace,
      lowercase: parsed.chrfLowercase,
      epsSmoothing: parsed.chrfEpsSmoothing,
    },
    ter: {
      caseSensitive: parsed.terCaseSensitive,
      asianSupport: parsed.terAsianSupport,
      noPunct: parsed.terNoPunct,
      normalized: parsed.terNormalized,
    },
    format: parsed.format as 'json' | 'text',
    width: parsed.width,
    scoreOnly: parsed.scoreOnly,
    shortSignature: parsed.short,
  };
}

function createParser(words: readonly string[]) {
  return yargs(words)
    .scriptName('sacrebleu-ts')
    .usage('$0 REF [REF ...] -i HYP [HYP ...]\n\nBLEU, chrF and TER as sacreBLEU computes them.')
    .command('$0 [references..]', false, (command) =>
      command.positional('references', { type: 'string', array: true }),
    )
    .options({
      input: {
        alias: 'i',
        type: 'string',
        array: true,
        describe: 'Files to score; standard input, systems separated by tabs, unless given',
      },
      'num-refs': { type: 'number', default: 1, describe: 'References a line, separated by tabs' },
      metrics: {
        alias: 'm',
        array: true,
        choices: METRIC_NAMES,
        default: ['bleu'],
        describe: 'What to compute',
      },
      'sentence-level': { type: 'boolean', default: false, describe: 'Score every line' },
      'smooth-method': { alias: 's', choices: SMOOTHING_METHODS, default: 'exp', group: 'BLEU:' },
      'smooth-value': { type: 'number', group: 'BLEU:', describe: 'Floor (0.1) or k (1)' },
      tokenize: { choices: TOKENIZER_NAMES, default: '13a', group: 'BLEU:' },
      lowercase: { type: 'boolean', default: false, group: 'BLEU:' },
      'chrf-char-order': { type: 'number', default: 6, group: 'chrF:' },
      'chrf-word-order': { type: 'number', default: 0, group: 'chrF:', describe: '2 is chrF++' },
      'chrf-beta': { type: 'number', default: 2, group: 'chrF:' },
      'chrf-whitespace': { type: 'boolean', default: false, group: 'chrF:' },
      'chrf-lowercase': { type: 'boolean', default: false, group: 'chrF:' },
      'chrf-eps-smoothing': { type: 'boolean', default: false, group: 'chrF:' },
      'ter-case-sensitive': { type: 'boolean', default: false, group: 'TER:' },
      'ter-asian-support': { type: 'boolean', default: false, group: 'TER:' },
      'ter-no-punct': { type: 'boolean', default: false, group: 'TER:' },
      'ter-normalized': { type: 'boolean', default: false, group: 'TER:' },
      confidence: {
        type: 'boolean',
        default: false,
        group: 'Significance:',
        describe: '95% interval of a single system',
      },
      'confidence-n': {
        type: 'number',
        default: DEFAULT_BOOTSTRAP_SAMPLES,
        group: 'Significance:',
      },
      'paired-bs': {
        type: 'boolean',
        default: false,
        group: 'Significance:',
        describe: 'Paired bootstrap against the first system',
      },
      'paired-bs-n': { type: 'number', default: DEFAULT_BOOTSTRAP_SAMPLES, group: 'Significance:' },
      'paired-ar': {
        type: 'boolean',
        default: false,
        group: 'Significance:',
        describe: 'Paired approximate randomisation against the first system',
      },
      'paired-ar-n': {
        type: 'number',
        default: DEFAULT_RANDOMIZATION_TRIALS,
        group: 'Significance:',
      },
      seed: { type: 'number', default: DEFAULT_SEED, group: 'Significance:' },
      format: { alias: 'f', choices: ['json', 'text'], default: 'json', group: 'Output:' },
      width: { alias: 'w', type: 'number', default: 1, group: 'Output:', describe: 'Decimals' },
      'score-only': { alias: 'b', type: 'boolean', default: false, group: 'Output:' },
      short: { type: 'boolean', default: false, group: 'Output:', describe: 'Shorten signatures' },
    })
    .version(`sacrebleu-ts, equal to sacreBLEU ${SACREBLEU_VERSION}`)
    .parserConfiguration({ 'boolean-negation': false })
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof InputError ? error : new InputError(message ?? error.message);
    });
}

function chooseResampling(parsed: {
  readonly confidence: boolean;
  readonly confidenceN: number;
  readonly pairedBs: boolean;
  readonly pairedBsN: number;
  readonly pairedAr: boolean;
  readonly pairedArN: number;
}): Resampling | undefined {
  const chosen: Resampling[] = [];
  if (parsed.confidence) chosen.push({ kind: 'confidence', samples: parsed.confidenceN });
  if (parsed.pairedBs) chosen.push({ kind: 'paired-bs', samples: parsed.pairedBsN });
  if (parsed.pairedAr) chosen.push({ kind: 'paired-ar', samples: parsed.pairedArN });
  if (chosen.length > 1) {
    throw new InputError(
      `--${chosen.map(({ kind }) => kind).join(' and --')} exclude each other; choose one.`,
    );
  }
  return chosen[0];
}
