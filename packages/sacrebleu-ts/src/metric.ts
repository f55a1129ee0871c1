import { formatFixed } from './format-number.ts';

/**
 * The sacreBLEU release whose numbers and strings this package equals. It fills the signature's
 * `version` field, because the field tells a reader which definition of the score was computed.
 */
export const SACREBLEU_VERSION = '2.6.0';

/**
 * A metric whose corpus score is a function of statistics summed over segments. All scoring,
 * resampling and streaming goes through these three functions.
 */
export interface Metric<S extends Score = Score> {
  /** The metric as printed: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /** How many numbers describe a segment. */
  readonly statisticsLength: number;
  /**
   * Takes in the references of a segment, at least one. The function it returns yields the
   * sufficient statistics of a hypothesis; it is good until the next references are taken in.
   */
  withReferences(references: readonly string[]): (hypothesis: string) => readonly number[];
  /** The bare score of summed statistics. */
  value(statistics: ArrayLike<number>): number;
  /** The score of summed statistics with all that is reported beside it. */
  score(statistics: ArrayLike<number>, context: ScoreContext, confidence?: ConfidenceInterval): S;
}

/** How a score came about beyond the metric's own options. */
export interface ScoreContext {
  /** References of every segment, or `'var'` where segments differ in how many they have. */
  readonly referenceCount: number | 'var';
  /** Bootstrap samples behind a confidence interval or a paired bootstrap test. */
  readonly bootstrapSamples?: number;
  /** Trials of a paired approximate randomisation test. */
  readonly randomizationTrials?: number;
  /** Seed of the resampling. */
  readonly seed?: number;
}

/** A 95% interval from the bootstrap: `mean` plus or minus `halfWidth`. */
export interface ConfidenceInterval {
  readonly mean: number;
  readonly halfWidth: number;
}

export interface FormatOptions {
  /** Decimals of the score; 2 as in sacreBLEU's Python interface (its command prints 1). */
  readonly width?: number;
  /** Print the number alone. */
  readonly scoreOnly?: boolean;
  /** Which signature follows the metric's name; none unless asked for. */
  readonly signature?: 'none' | 'full' | 'short';
}

/** What every metric's score has in common. */
export interface ScoreFields {
  /** The metric as printed: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /** From 0 to 100; TER may exceed 100. */
  readonly score: number;
  /** What sacreBLEU prints behind the score, for BLEU `75.0/60.0/... (BP = ...)`; else empty. */
  readonly details: string;
  /** For example `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0`. */
  readonly signature: string;
  /** For example `#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0`. */
  readonly shortSignature: string;
  /** Present where a bootstrap was asked for. */
  readonly confidence?: ConfidenceInterval;
}

export interface Score extends ScoreFields {
  /** The line that sacreBLEU prints for this score. */
  format(options?: FormatOptions): string;
}

/** A field of a signature; the abbreviation replaces the name in the short form. */
export type SignatureField = readonly [name: string, abbreviation: string, value: string | number];

/**
 * The score that a metric reports.
 * @param own what the metric says of it
 * @param signatureFields the metric's own fields, which follow the shared ones as in sacreBLEU
 */
export function createScore<F extends Pick<ScoreFields, 'name' | 'score' | 'details'>>(
  own: F,
  signatureFields: readonly SignatureField[],
  context: ScoreContext,
  confidence: ConfidenceInterval | undefined,
): F & Score {
  const signature = [
    ['nrefs', '#', context.referenceCount],
    ['bs', 'bs', context.bootstrapSamples],
    ['ar', 'ar', context.randomizationTrials],
    ['seed', 'rs', context.seed],
    ...signatureFields,
    ['version', 'v', SACREBLEU_VERSION],
  ].filter(([, , value]) => value !== undefined);
  const fields = {
    ...own,
    signature: signature.map(([name, , value]) => `${name}:${value}`).join('|'),
    shortSignature: signature.map(([, short, value]) => `${short}:${value}`).join('|'),
    ...(confidence && { confidence }),
  };
  return { ...fields, format: (options) => formatScore(fields, options) };
}

/** sacreBLEU writes truth values as words. */
export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function formatScore(
  fields: ScoreFields,
  { width = 2, scoreOnly = false, signature = 'none' }: FormatOptions = {},
): string {
  let number = formatFixed(fields.score, width);
  if (fields.confidence && fields.confidence.mean > 0) {
    number += ` (${formatConfidence(fields.confidence, width)})`;
  }
  if (scoreOnly) return number;
  const label = {
    none: fields.name,
    full: `${fields.name}|${fields.signature}`,
    short: `${fields.name}|${fields.shortSignature}`,
  }[signature];
  return [`${label} = ${number}`, fields.details].filter(Boolean).join(' ');
}

/** The interval as sacreBLEU writes it, for example `μ = 26.31 ± 0.62`. */
export function formatConfidence(interval: ConfidenceInterval, width: number): string {
  return `μ = ${formatFixed(interval.mean, width)} ± ${formatFixed(interval.halfWidth, width)}`;
}
