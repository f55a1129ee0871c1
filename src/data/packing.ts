import type { RunConfig } from '../config/run-config.ts';
import type { TokenBatch } from '../model/batch.ts';
import { permutation, siteSeed } from '../ops/philox.ts';
import { type BatchSource, epochBatches } from './batch-source.ts';
import type { Example } from './examples.ts';
import { indexPermutation } from './index-permutation.ts';
import type { ControlSymbols } from './vocabulary.ts';

export type PackedBatching = Extract<RunConfig['data']['batching'], { kind: 'packed' }>;

/** Sentence pairs by number, from 0 to `count` - 1. */
export type PairSource = {
  readonly count: number;
  /** Tokens of the source and of the target, control symbols not counted. */
  lengths(pair: number): { readonly source: number; readonly target: number };
  read(pair: number): Example;
};

/** Which pairs share a row: the numbers of row i are `pairs` from `starts[i]` to `starts[i + 1]`. */
type Packing = {
  readonly rows: number;
  readonly pairs: Uint32Array;
  readonly starts: Uint32Array;
};

/** Rows that are open at a time while pairs are packed: more leave less padding and take longer. */
const OPEN_ROWS = 64;

/** Pairs that are packed together, the longest first: short ones then fill what long ones leave. */
const GROUP_PAIRS = 512;

/** The numbers 0 to `count` - 1 in a random order; within each group of it, the longest pairs first. */
function* packingOrder(
  { count, lengths }: Pick<PairSource, 'count' | 'lengths'>,
  seed: number,
): Iterable<number> {
  const inOrder = indexPermutation(count, [siteSeed(seed, 'packing order'), 0]);
  const longer = Int32Array.from({ length: count }, (_, pair) => {
    const { source, target } = lengths(pair);
    return Math.max(source, target);
  });
  for (let start = 0; start < count; start += GROUP_PAIRS) {
    const size = Math.min(GROUP_PAIRS, count - start);
    const group = Array.from({ length: size }, (_, i) => inOrder(start + i));
    yield* group.sort((a, b) => longer[b]! - longer[a]!);
  }
}

/** A row with room left. */
type OpenRow = { readonly members: number[]; source: number; target: number };

/**
 * Packs pairs into rows of `rowLength` positions a side, in a random order that depends on `seed` only.
 * Each pair goes where it leaves the least room, among the last rows that were begun (best fit); an
 * end-of-sentence symbol is counted with each side.
 *
 * Rows are made once, and an epoch shuffles them, as Tensor2Tensor does. Pairs of a row do not see each
 * other, so it makes no difference which ones share a row.
 */
export function packPairs(
  source: Pick<PairSource, 'count' | 'lengths'>,
  rowLength: number,
  seed: number,
): Packing {
  const closed: OpenRow[] = [];
  const open: OpenRow[] = [];
  for (const pair of packingOrder(source, seed)) {
    const { source: sourceTokens, target: targetTokens } = source.lengths(pair);
    let best: OpenRow | undefined;
    let leastRoom = Number.POSITIVE_INFINITY;
    for (const row of open) {
      const sourceRoom = row.source - sourceTokens - 1;
      const targetRoom = row.target - targetTokens - 1;
      if (sourceRoom < 0 || targetRoom < 0 || sourceRoom + targetRoom >= leastRoom) continue;
      best = row;
      leastRoom = sourceRoom + targetRoom;
    }
    if (best === undefined) {
      if (open.length === OPEN_ROWS) closed.push(open.shift()!);
      best = { members: [], source: rowLength, target: rowLength };
      open.push(best);
    }
    best.members.push(pair);
    best.source -= sourceTokens + 1;
    best.target -= targetTokens + 1;
    // No pair takes less than one position a side.
    if (best.source < 1 || best.target < 1) closed.push(...open.splice(open.indexOf(best), 1));
  }
  const rows = [...closed, ...open];
  const starts = new Uint32Array(rows.length + 1);
  for (const [row, { members }] of rows.entries()) starts[row + 1] = starts[row]! + members.length;
  return {
    rows: rows.length,
    pairs: Uint32Array.from(rows.flatMap(({ members }) => members)),
    starts,
  };
}

/** Lays examples out in a row of each side, one behind the other. */
function layOut(
  row: number,
  members: readonly Example[],
  { length, packing, ...ids }: TokenBatch & Required<Pick<TokenBatch, 'packing'>>,
  { bosId, eosId }: ControlSymbols,
): void {
  const places = { source: row * length, target: row * length };
  for (const [number, example] of members.entries()) {
    const { source, target } = example;
    ids.source.set([...source, eosId], places.source);
    ids.targetInput.set([bosId, ...target], places.target);
    ids.targetOutput.set([...target, eosId], places.target);
    for (const side of ['source', 'target'] as const) {
      const { segments, positions } = packing[side];
      const needed = example[side].length + 1;
      segments.fill(number + 1, places[side], places[side] + needed);
      for (let i = 0; i < needed; i++) positions[places[side] + i] = i;
      places[side] += needed;
    }
  }
}

/** A batch of packed rows; rows beyond those given are all padding. */
function assemblePacked(
  rows: readonly (readonly Example[])[],
  { rows: count, rowLength }: PackedBatching,
  symbols: ControlSymbols,
): TokenBatch {
  const positions = () => new Int32Array(count * rowLength);
  const ids = () => positions().fill(symbols.padId);
  const side = () => ({ segments: positions(), positions: positions() });
  const tokens = (of: (example: Example) => readonly number[]) =>
    rows.flat().reduce((total, example) => total + of(example).length + 1, 0);
  const batch = {
    rows: count,
    length: rowLength,
    source: ids(),
    targetInput: ids(),
    targetOutput: ids(),
    packing: { source: side(), target: side() },
    sourceTokens: tokens(({ source }) => source),
    targetTokens: tokens(({ target }) => target),
  };
  for (const [row, members] of rows.entries()) layOut(row, members, batch, symbols);
  return batch;
}

/** The pairs of row `row` of a packing. */
function readRow({ pairs, starts }: Packing, row: number, { read }: PairSource): Example[] {
  return Array.from(pairs.subarray(starts[row], starts[row + 1]), read);
}

/**
 * Training batches of packed rows. Which rows share a batch, and the order of batches, depend on
 * (`seed`, epoch) only. The last batch of an epoch may be partly empty, so that all have one shape.
 *
 * @param source pairs that each fit into a row, at least one
 */
export function packedBatches(
  source: PairSource,
  batching: PackedBatching,
  symbols: ControlSymbols,
  seed: number,
): BatchSource {
  const packing = packPairs(source, batching.rowLength, seed);
  const batchesPerEpoch = Math.ceil(packing.rows / batching.rows);
  return epochBatches(batchesPerEpoch, (epoch) => {
    const order = permutation(packing.rows, [siteSeed(seed, 'row order'), epoch]);
    return (place) => {
      const rows = order.subarray(place * batching.rows, (place + 1) * batching.rows);
      const members = Array.from(rows, (row) => readRow(packing, row, source));
      return assemblePacked(members, batching, symbols);
    };
  });
}

/** Every example once, in packed rows. */
export function packedExamples(
  examples: readonly Example[],
  batching: PackedBatching,
  symbols: ControlSymbols,
): TokenBatch[] {
  const source = examplePairs(examples);
  const packing = packPairs(source, batching.rowLength, 0);
  const rows = Array.from({ length: packing.rows }, (_, row) => readRow(packing, row, source));
  return Array.from({ length: Math.ceil(rows.length / batching.rows) }, (_, i) =>
    assemblePacked(rows.slice(i * batching.rows, (i + 1) * batching.rows), batching, symbols),
  );
}

/** Examples in memory as a source of pairs. */
export function examplePairs(examples: readonly Example[]): PairSource {
  return {
    count: examples.length,
    lengths: (pair) => {
      const { source, target } = examples[pair]!;
      return { source: source.length, target: target.length };
    },
    read: (pair) => examples[pair]!,
  };
}
