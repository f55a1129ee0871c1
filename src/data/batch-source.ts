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
 * Training batches that are drawn anew for each epoch.
 *
 * @param epochOf the batches of an epoch by their place in it; called when the epoch begins
 */
export function epochBatches(
  batchesPerEpoch: number,
  epochOf: (epoch: number) => (place: number) => TokenBatch,
): BatchSource {
  let current:
    | { readonly epoch: number; readonly batch: (place: number) => TokenBatch }
    | undefined;
  return {
    batchesPerEpoch,
    batch: (position) => {
      const epoch = Math.floor(position / batchesPerEpoch);
      if (epoch !== current?.epoch) current = { epoch, batch: epochOf(epoch) };
      return current.batch(position % batchesPerEpoch);
    },
    close: () => {},
  };
}
