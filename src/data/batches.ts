import { group, range } from 'd3-array';
import type { RunConfig } from '../config/run-config.ts';
import type { TokenBatch } from '../model/batch.ts';
import { permutation, siteSeed } from '../ops/philox.ts';
import { type BatchSource, epochBatches } from './batch-source.ts';
import { type Example, exampleLength } from './examples.ts';
import { examplePairs, type PackedBatching, packedBatches, packedExamples } from './packing.ts';
import type { ControlSymbols } from './vocabulary.ts';

export type BatchingConfig = RunConfig['data']['batching'];

/**
 * Batches of sentences of about one length, each in a row of its own. A pair goes to the shortest
 * length it fits. Each length has one batch size, so `lengths` are the shapes.
 */
export type BucketedBatching = Exclude<BatchingConfig, PackedBatching>;

/** Sentences in a batch of rows of this length. */
export function sentencesPerBatch(tokens: number, length: number): number {
  return Math.max(1, Math.floor(tokens / length));
}

/** The shapes that training batches have. */
export function batchShapes(batching: BatchingConfig): Pick<TokenBatch, 'rows' | 'length'>[] {
  if (batching.kind === 'packed') return [{ rows: batching.rows, length: batching.rowLength }];
  const { tokens, lengths } = batching;
  return lengths.map((length) => ({ rows: sentencesPerBatch(tokens, length), length }));
}

/** Positions of the longest row: training leaves out pairs that need more on either side. */
export function longestRow(batching: BatchingConfig): number {
  return batching.kind === 'packed' ? batching.rowLength : batching.lengths.at(-1)!;
}

/** About how many positions, padding included, a batch has on each side. */
export function batchTokens(batching: BatchingConfig): number {
  return batching.kind === 'packed' ? batching.rowLength * batching.rows : batching.tokens;
}

/** What row lengths go up by where a search needs few shapes and training has one. */
const SEARCH_LENGTH_STEP = 8;

/** The row lengths that sources are translated in: those of training where it has several. */
export function searchLengths(batching: BatchingConfig): readonly number[] {
  if (batching.kind !== 'packed') return batching.lengths;
  const { rowLength } = batching;
  const steps = Math.ceil(rowLength / SEARCH_LENGTH_STEP);
  return Array.from({ length: steps }, (_, i) => Math.min(rowLength, (i + 1) * SEARCH_LENGTH_STEP));
}

/**
 * The length of the row for `needed` positions: the first of `lengths` with room, or the next
 * multiple of the longest.
 */
function rowLength(lengths: readonly number[], needed: number): number {
  const longest = lengths.at(-1)!;
  const fitting = lengths.find((candidate) => candidate >= needed);
  return fitting ?? Math.ceil(needed / longest) * longest;
}

/** Lays `examples` out in rows; rows beyond them are all padding. */
export function assembleBatch(
  examples: readonly Example[],
  rows: number,
  length: number,
  symbols: ControlSymbols,
): TokenBatch {
  const { padId, bosId, eosId } = symbols;
  const ids = () => new Int32Array(rows * length).fill(padId);
  const batch = { source: ids(), targetInput: ids(), targetOutput: ids() };
  let sourceTokens = 0;
  let targetTokens = 0;
  for (const [row, { source, target }] of examples.entries()) {
    const start = row * length;
    batch.source.set([...source, eosId], start);
    batch.targetInput.set([bosId, ...target], start);
    batch.targetOutput.set([...target, eosId], start);
    sourceTokens += source.length + 1;
    targetTokens += target.length + 1;
  }
  return { rows, length, ...batch, sourceTokens, targetTokens };
}

/** The pairs that are short enough to train on, and how many are not. */
export function trainable(
  examples: readonly Example[],
  batching: BatchingConfig,
): { kept: Example[]; tooLong: number } {
  const longest = longestRow(batching);
  const kept = examples.filter((example) => exampleLength(example) <= longest);
  return { kept, tooLong: examples.length - kept.length };
}

/** Which examples share a batch. */
type Group = { readonly length: number; readonly members: Example[] };

/**
 * The batches of one pass over `examples` in their order, each example in exactly one. What is in a
 * batch and the order of batches depend on (`seed`, `epoch`) only. The last batch of each length may
 * be partly empty, so that every batch of a length has the same shape.
 */
function epochGroups(
  examples: readonly Example[],
  { tokens, lengths }: BucketedBatching,
  seed: number,
  epoch: number,
): Group[] {
  const filling = new Map<number, Group>();
  const groups: Group[] = [];
  const order = permutation(examples.length, [siteSeed(seed, 'example order'), epoch]);
  for (const index of order) {
    const example = examples[index]!;
    const needed = exampleLength(example);
    const length = lengths.find((candidate) => candidate >= needed);
    if (length === undefined) {
      throw new Error(
        `an example needs ${needed} positions; the longest batch has ${lengths.at(-1)}`,
      );
    }
    const open = filling.get(length) ?? { length, members: [] };
    open.members.push(example);
    if (open.members.length === sentencesPerBatch(tokens, length)) {
      groups.push(open);
      filling.delete(length);
    } else {
      filling.set(length, open);
    }
  }
  // Without this the partly filled groups would all come last, and long sentences late.
  groups.push(...filling.values());
  const batchOrder = permutation(groups.length, [siteSeed(seed, 'batch order'), epoch]);
  return Array.from(batchOrder, (index) => groups[index]!);
}

/**
 * Training batches of examples in memory.
 *
 * @param examples none longer than the longest length (see `trainable`), at least one
 */
export function exampleBatches(
  examples: readonly Example[],
  batching: BatchingConfig,
  symbols: ControlSymbols,
  seed: number,
): BatchSource {
  if (batching.kind === 'packed') {
    return packedBatches(examplePairs(examples), batching, symbols, seed);
  }
  // How many there are of each length does not depend on the order.
  const batchesPerEpoch = epochGroups(examples, batching, seed, 0).length;
  return epochBatches(batchesPerEpoch, (epoch) => {
    const groups = epochGroups(examples, batching, seed, epoch);
    return (place) => {
      const { length, members } = groups[place]!;
      const sentences = sentencesPerBatch(batching.tokens, length);
      return assembleBatch(members, sentences, length, symbols);
    };
  });
}

/**
 * Batches for evaluation: every example once, none left out, packed or in the order of length as in
 * training. Those longer than the longest row of training get rows of the next multiple of it.
 */
export function evaluationBatches(
  examples: readonly Example[],
  batching: BatchingConfig,
  symbols: ControlSymbols,
): TokenBatch[] {
  if (batching.kind !== 'packed') return bucketedExamples(examples, batching, symbols);
  const { rowLength, rows } = batching;
  const { kept } = trainable(examples, batching);
  const long = examples.filter((example) => exampleLength(example) > rowLength);
  const bucketed = { tokens: rowLength * rows, lengths: [rowLength] };
  return [...packedExamples(kept, batching, symbols), ...bucketedExamples(long, bucketed, symbols)];
}

/** Every example once, in rows of like length. */
function bucketedExamples(
  examples: readonly Example[],
  { tokens, lengths }: BucketedBatching,
  symbols: ControlSymbols,
): TokenBatch[] {
  const byLength = group(examples, (example) => rowLength(lengths, exampleLength(example)));
  const rising = [...byLength].sort(([a], [b]) => a - b);
  return rising.flatMap(([length, members]) => {
    const sentences = sentencesPerBatch(tokens, length);
    return range(0, members.length, sentences).map((start) =>
      assembleBatch(members.slice(start, start + sentences), sentences, length, symbols),
    );
  });
}
