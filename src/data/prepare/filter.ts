import type { FilterConfig } from '../../config/dataset-config.ts';

/** Why a training pair is left out; the first that holds counts. */
export const DROP_REASONS = ['empty', 'tooLong', 'lengthRatio', 'heldOut'] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/** Pairs left out, by reason. */
export type Dropped = Record<DropReason, number>;

export function noneDropped(): Dropped {
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Dropped;
}

/** Words of normalised text. */
function wordCount(text: string): number {
  let words = 1;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) words++;
  return words;
}

/**
 * A test of normalised training pairs: why a pair is left out, or undefined where it is kept. A pair
 * is held out where its source is that of a development or test pair, or its target is.
 */
export function pairFilter(
  { maxWords, maxCharacters, maxLengthRatio }: FilterConfig,
  heldOut: { readonly sources: ReadonlySet<string>; readonly targets: ReadonlySet<string> },
): (source: string, target: string) => DropReason | undefined {
  return (source, target) => {
    if (source === '' || target === '') return 'empty';
    const longer = Math.max(source.length, target.length);
    if (longer > maxCharacters) return 'tooLong';
    if (wordCount(source) > maxWords || wordCount(target) > maxWords) return 'tooLong';
    if (longer > maxLengthRatio * Math.min(source.length, target.length)) return 'lengthRatio';
    if (heldOut.sources.has(source) || heldOut.targets.has(target)) return 'heldOut';
    return undefined;
  };
}
