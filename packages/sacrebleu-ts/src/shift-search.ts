import { createEditMatrix, type EditMatrix } from './edit-matrix.ts';

/** Longest block of words moved at once; Tercom's. */
const MAX_SHIFT_SIZE = 10;
/** How far apart a block may start in hypothesis and reference; Tercom's. */
const MAX_SHIFT_DISTANCE = 50;
/** sacreBLEU gives up on a segment after trying this many shifts. */
const MAX_CANDIDATES = 1000;

/** A block of words to be moved within the hypothesis. */
interface Shift {
  readonly start: number;
  readonly length: number;
  /** Position of the hypothesis in front of which the block goes. */
  readonly target: number;
}

interface TriedShift extends Shift {
  /** By how much it lowers the edit distance. */
  readonly gain: number;
}

/**
 * The translation edits of one hypothesis and one reference (Snover et al. 2006): insertions,
 * deletions, substitutions and shifts of blocks, by Tercom's greedy search with sacreBLEU's limits.
 * Words are numbers; equal numbers mean equal words.
 */
export function countTranslationEdits(
  hypothesis: readonly number[],
  reference: readonly number[],
): number {
  if (reference.length === 0) return hypothesis.length;
  const matrix = createEditMatrix(reference, hypothesis.length);
  let words = hypothesis;
  let shifts = 0;
  let candidates = 0;
  while (true) {
    const distance = matrix.fill(words);
    const search = findBestShift(words, reference, matrix, distance, candidates);
    candidates = search.candidates;
    if (candidates >= MAX_CANDIDATES || !search.best || search.best.gain <= 0) {
      return shifts + distance;
    }
    words = applyShift(words, search.best);
    shifts++;
  }
}

/**
 * Tries every move of a block of hypothesis words to where the reference has the same words.
 * @param matrix filled with the hypothesis
 * @param distance of that hypothesis
 * @param tried shifts tried for this segment so far
 */
function findBestShift(
  hypothesis: readonly number[],
  reference: readonly number[],
  matrix: EditMatrix,
  distance: number,
  tried: number,
): { best: TriedShift | undefined; candidates: number } {
  const { hypothesisPosition, hypothesisErrors, referenceErrors } = matrix.align();
  let best: TriedShift | undefined;
  let candidates = tried;

  for (let start = 0; start < hypothesis.length; start++) {
    const firstReference = Math.max(0, start - MAX_SHIFT_DISTANCE);
    const endReference = Math.min(reference.length, start + MAX_SHIFT_DISTANCE + 1);
    for (let referenceStart = firstReference; referenceStart < endReference; referenceStart++) {
      const longest = commonRun(hypothesis, start, reference, referenceStart);
      const aligned = hypothesisPosition[referenceStart]!;
      let wrongWords = 0;
      let missedWords = 0;
      for (let length = 1; length <= longest; length++) {
        wrongWords += hypothesisErrors[start + length - 1]!;
        missedWords += referenceErrors[referenceStart + length - 1]!;
        // A shift can only help where the block is wrong now and missing there, and not into itself.
        if (wrongWords === 0 || missedWords === 0) continue;
        if (aligned >= start && aligned < start + length) continue;

        let previousTarget = -1;
        for (let offset = -1; offset < length; offset++) {
          const behind = referenceStart + offset;
          const target = behind < 0 ? 0 : hypothesisPosition[behind]! + 1;
          if (target === previousTarget) continue;
          previousTarget = target;
          const shift = { start, length, target };
          const unchanged = Math.min(start, landing(shift, hypothesis.length));
          const shiftedDistance = matrix.distance(applyShift(hypothesis, shift), unchanged);
          const result = { ...shift, gain: distance - shiftedDistance };
          if (!best || isBetter(result, best)) best = result;
          candidates++;
        }
        if (candidates >= MAX_CANDIDATES) return { best, candidates };
      }
    }
  }
  return { best, candidates };
}

/** How many words are equal from the two starts on, up to the longest block. */
function commonRun(
  hypothesis: readonly number[],
  start: number,
  reference: readonly number[],
  referenceStart: number,
): number {
  const limit = Math.min(
    MAX_SHIFT_SIZE,
    hypothesis.length - start,
    reference.length - referenceStart,
  );
  let length = 0;
  while (length < limit && hypothesis[start + length] === reference[referenceStart + length]) {
    length++;
  }
  return length;
}

/** Tercom's ranking: most gain, then longest, then leftmost block, then leftmost target. */
function isBetter(a: TriedShift, b: TriedShift): boolean {
  if (a.gain !== b.gain) return a.gain > b.gain;
  if (a.length !== b.length) return a.length > b.length;
  if (a.start !== b.start) return a.start < b.start;
  return a.target < b.target;
}

/**
 * Where the block starts after the move. A target up to the block's own end moves the block that
 * many words to the right, a target beyond it puts the block in front of the target: this jump is
 * Tercom's.
 */
function landing({ start, length, target }: Shift, words: number): number {
  if (target < start) return target;
  if (target > start + length) return target - length;
  return Math.min(target, words - length);
}

function applyShift(words: readonly number[], shift: Shift): number[] {
  const { start, length } = shift;
  const shifted = words.slice();
  const block = shifted.splice(start, length);
  shifted.splice(landing(shift, words.length), 0, ...block);
  return shifted;
}
