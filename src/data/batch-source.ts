import type { TokenBatch } from '../model/batch.ts';

/**
 * The batches that a training run sees: an endless sequence, one epoch after the other, in which any
 * position can be entered at once.
 */
export type BatchSource = {
  /** Batches of one pass over the data. */
  readonly batchesPerEpoch: number;
  /** The batch at a position of the sequence, from 0. */
  batch(position: number): TokenBatch;
  /** Gives back files and threads. */
  close(): void;
};

/**
 * The part of `source` that one of several readers takes, so that together they take every batch
 * once.
 *
 * @param reader from 0 to `readers` - 1
 */
export function partOf(source: BatchSource, reader: number, readers: number): BatchSource {
  return { ...source, batch: (position) => source.batch(position * readers + reader) };
}
