import { formatFixed } from './format-number.ts';
import type { Signature } from './signature.ts';

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
export interface ScoreFields extends Signature {
  /** The metric as printed: `BLEU`, `chrF2++`, `TER`. */
  readonly name: string;
  /** From 0 to 100; TER may exceed 100. */
  readonly score: number;
  /** What sacreBLEU prints behind the score, for BLEU `75.0/60.0/... (BP = ...)`; else empty. */
  readonly details: string;
  /** Present where a bootstrap was asked for. */
  readonly confidence?: ConfidenceInterval;
}

export interface Score extends ScoreFields {
  /** The line that sacreBLEU prints for this score. */
  format(options?: FormatOptions): string;
}

/** Gives the fields of a score their `format` function. */
export function createScore<F extends ScoreFields>(fields: F): F & Score {
  return { ...fields, format: (options) => formatScore(fields, options) };
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
