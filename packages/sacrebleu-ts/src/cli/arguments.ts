import { SMOOTHING_METHODS } from '../bleu.ts';
import { InputError } from '../input-error.ts';
import { SACREBLEU_VERSION } from '../metric.ts';
import { DEFAULT_BOOTSTRAP_SAMPLES, DEFAULT_SEED } from '../significance/bootstrap.ts';
import { DEFAULT_RANDOMIZATION_TRIALS } from '../significance/paired-tests.ts';
import { TOKENIZER_NAMES } from '../tokenizers.ts';
import { type Parsed, parseWords, wrong } from './argparse.ts';
import { formatHelp } from './help.ts';
import { choice, choiceList, flag, float, integer, refused, text, texts } from './option-kinds.ts';
import { chooseTokenizer } from './target-language.ts';

export const METRIC_NAMES = ['bleu', 'chrf', 'ter'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** A test against the first system, or the interval of a single one. */
export interface Resampling {
  readonly kind: 'confidence' | 'paired-bs' | 'paired-ar';
  readonly samples: number;
}

/** Whether systems are compared with the first. */
export const isPaired = (resampling: Resampling | undefined): resampling is Resampling =>
  resampling !== undefined && resampling.kind !== 'confidence';

const FILES = 'Input';
const METRICS = 'Metrics';
const BLEU = 'BLEU';
const CHRF = 'chrF';
const TER = 'TER';
const SIGNIFICANCE = 'Significance';
const OUTPUT = 'Output';

const TEST_SETS = 'test sets are not downloaded here; give the files';

/** Every option of sacreBLEU, and `--seed`. */
const OPTIONS = {
  input: texts(['--input', '-i'], [FILES, 'Files to score; standard input unless given']),
  numRefs: integer(
    ['--num-refs', '-nr'],
    1,
    [FILES, 'References a line of the one reference file, separated by tabs'],
    [1, Number.POSITIVE_INFINITY],
  ),
  encoding: text(['--encoding', '-e'], 'utf-8', [FILES, 'Of plain text (utf-8)']),
  langpair: text(['--language-pair', '-l'], undefined, [
    FILES,
    'Such as en-zh: chooses the tokenizer of the target language',
  ]),
  metrics: choiceList(['--metrics', '-m'], METRIC_NAMES, ['bleu'], [METRICS, ' (bleu)']),
  sentenceLevel: flag(['--sentence-level', '-sl'], [METRICS, 'Score every line']),
  smoothMethod: choice(['--smooth-method', '-s'], SMOOTHING_METHODS, 'exp', [BLEU, '(exp)']),
  smoothValue: float(['--smooth-value', '-sv'], [BLEU, 'Floor (0.1) or k (1)']),
  tokenize: choice(['--tokenize', '-tok'], TOKENIZER_NAMES, undefined, [BLEU, '(13a)']),
  lowercase: flag(['--lowercase', '-lc'], [BLEU, 'Compare lower-cased text']),
  force: flag(['--force'], [BLEU, 'Do not warn of text that looks tokenized']),
  chrfCharOrder: integer(['--chrf-char-order', '-cc'], 6, [CHRF, 'Longest character n-gram (6)']),
  chrfWordOrder: integer(['--chrf-word-order', '-cw'], 0, [
    CHRF,
    'Longest word n-gram (0); 2 is chrF++',
  ]),
  chrfBeta: integer(['--chrf-beta'], 2, [CHRF, 'Weight of recall against precision (2)']),
  chrfWhitespace: flag(['--chrf-whitespace'], [CHRF, 'Count white space as characters']),
  chrfLowercase: flag(['--chrf-lowercase'], [CHRF, 'Compare lower-cased text']),
  chrfEpsSmoothing: flag(['--chrf-eps-smoothing'], [CHRF, 'Smooth as chrF++.py, NLTK and Moses']),
  terCaseSensitive: flag(['--ter-case-sensitive'], [TER, 'Keep upper and lower case apart']),
  terAsianSupport: flag(['--ter-asian-support'], [TER, 'Split East Asian text into characters']),
  terNoPunct: flag(['--ter-no-punct'], [TER, 'Drop punctuation']),
  terNormalized: flag(['--ter-normalized'], [TER, 'Separate punctuation']),
  confidence: flag(['--confidence', '-ci'], [SIGNIFICANCE, '95% interval of a single system']),
  confidenceN: integer(['--confidence-n', '-cin'], DEFAULT_BOOTSTRAP_SAMPLES, [
    SIGNIFICANCE,
    `Bootstrap samples (${DEFAULT_BOOTSTRAP_SAMPLES})`,
  ]),
  pairedAr: flag(
    ['--paired-ar', '-par'],
    [SIGNIFICANCE, 'Paired approximate randomisation against the first system'],
  ),
  pairedBs: flag(
    ['--paired-bs', '-pbs'],
    [SIGNIFICANCE, 'Paired bootstrap against the first system'],
  ),
  pairedArN: integer(['--paired-ar-n', '-parn'], DEFAULT_RANDOMIZATION_TRIALS, [
    SIGNIFICANCE,
    `Trials (${DEFAULT_RANDOMIZATION_TRIALS})`,
  ]),
  pairedBsN: integer(['--paired-bs-n', '-pbsn'], DEFAULT_BOOTSTRAP_SAMPLES, [
    SIGNIFICANCE,
    `Bootstrap samples (${DEFAULT_BOOTSTRAP_SAMPLES})`,
  ]),
  pairedJobs: integer(['--paired-jobs', '-j'], 1, [
    SIGNIFICANCE,
    'Taken as in sacreBLEU; one process does it all',
  ]),
  seed: {
    ...integer(['--seed'], DEFAULT_SEED, [
      SIGNIFICANCE,
      `In place of the variable SACREBLEU_SEED (${DEFAULT_SEED})`,
    ]),
    ours: true,
  },
  quiet: flag(['--quiet', '-q'], [OUTPUT, 'Say nothing but scores, warnings and errors']),
  short: flag(['--short', '-sh'], [OUTPUT, 'Shorten signatures']),
  scoreOnly: flag(['--score-only', '-b'], [OUTPUT, 'Print the score alone']),
  width: integer(['--width', '-w'], 1, [OUTPUT, 'Decimals (1)'], [0, 20]),
  noColor: flag(['--no-color', '-nc'], [OUTPUT, 'Taken as in sacreBLEU; there are no colours']),
  format: choice(['--format', '-f'], ['json', 'text'], 'json', [OUTPUT, '(json)']),
  version: flag(['--version', '-V'], [OUTPUT, 'Print the version']),
  help: flag(['--help', '-h'], [OUTPUT, 'Print this']),
  citation: refused(['--citation', '--cite'], TEST_SETS),
  list: refused(['--list'], TEST_SETS),
  testSet: refused(['--test-set', '-t'], TEST_SETS),
  origlang: refused(['--origlang', '-ol'], TEST_SETS),
  subset: refused(['--subset'], TEST_SETS),
  download: refused(['--download'], TEST_SETS),
  echo: refused(['--echo'], TEST_SETS),
  detail: refused(['--detail', '-d'], TEST_SETS),
};

/**
 * The arguments of the command.
 * @param print takes the help text or the version, where that is asked for
 * @returns `undefined` when help or the version was asked for and has been printed
 * @throws InputError on an argument that is unknown, of the wrong kind or at odds with another
 */
export function parseArguments(words: readonly string[], print: (text: string) => void) {
  const { options, positionals: references } = parseWords(OPTIONS, words);
  if (options.help) {
    print(formatHelp(Object.values(OPTIONS)));
    return undefined;
  }
  if (options.version) {
    print(`sacrebleu-ts, equal to sacreBLEU ${SACREBLEU_VERSION}`);
    return undefined;
  }
  if (references.length === 0) {
    throw new InputError('No reference file is given; name one or more in front of -i.');
  }
  if (options.input?.length === 0) {
    throw new InputError('No file is given to -i; name one for each system, or leave -i out.');
  }
  if (options.numRefs > 1 && references.length > 1) {
    throw new InputError(
      '--num-refs is for one file with several references a line, but there are ' +
        `${references.length} reference files.`,
    );
  }
  const { tokenize, warnings } = chooseTokenizer(options.tokenize, options.langpair);
  return {
    references,
    /** `undefined` to read standard input. */
    inputs: options.input,
    /** Of plain text and of standard input; a name that Python's codecs or the WHATWG know. */
    encoding: options.encoding,
    /** References in one file, separated by tabs. */
    referencesPerLine: options.numRefs,
    /** Without repetition, in the order given. */
    metrics: options.metrics,
    sentenceLevel: options.sentenceLevel,
    resampling: chooseResampling(options),
    seed: options.seed,
    bleu: {
      tokenize,
      lowercase: options.lowercase,
      smoothMethod: options.smoothMethod,
      ...(options.smoothValue !== undefined && { smoothValue: options.smoothValue }),
      effectiveOrder: options.sentenceLevel,
    },
    /** Whether text that looks tokenized is scored without a warning. */
    force: options.force,
    chrf: {
      charOrder: options.chrfCharOrder,
      wordOrder: options.chrfWordOrder,
      beta: options.chrfBeta,
      whitespace: options.chrfWhitespace,
      lowercase: options.chrfLowercase,
      epsSmoothing: options.chrfEpsSmoothing,
    },
    ter: {
      caseSensitive: options.terCaseSensitive,
      asianSupport: options.terAsianSupport,
      noPunct: options.terNoPunct,
      normalized: options.terNormalized,
    },
    format: options.format,
    width: options.width,
    scoreOnly: options.scoreOnly,
    shortSignature: options.short,
    /** What there is to say about the arguments, for standard error. */
    warnings,
  };
}

export type Arguments = NonNullable<ReturnType<typeof parseArguments>>;

function chooseResampling(given: Parsed<typeof OPTIONS>['options']): Resampling | undefined {
  if (given.pairedAr && given.pairedBs) {
    throw wrong(OPTIONS.pairedAr.flags, 'not allowed with argument --paired-bs/-pbs');
  }
  const chosen: Resampling[] = [];
  if (given.confidence) chosen.push({ kind: 'confidence', samples: given.confidenceN });
  if (given.pairedBs) chosen.push({ kind: 'paired-bs', samples: given.pairedBsN });
  if (given.pairedAr) chosen.push({ kind: 'paired-ar', samples: given.pairedArN });
  if (chosen.length > 1) {
    throw new InputError(
      `--${chosen.map(({ kind }) => kind).join(' and --')} exclude each other; choose one.`,
    );
  }
  return chosen[0];
}
