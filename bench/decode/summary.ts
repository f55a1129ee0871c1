import { median, pairwise, spread } from '../harness/statistics.ts';
import { range, resultTable } from '../harness/table.ts';
import type { DecodeReady, Decoder } from './protocol.ts';

/** What one contestant did in all rounds. */
export type DecodeMeasurement = {
  readonly decoder: Decoder;
  readonly ready: Omit<DecodeReady, 'firstSeconds' | 'translations'>;
  /** The pass before the first round, which is left out: tracing is in it. */
  readonly firstSeconds: number;
  readonly seconds: readonly number[];
  readonly peakMemoryBytes: number;
  /** BLEU of the translations, which says that the model was trained. */
  readonly bleu: number;
};

/** The share of sentences that both translate into the very same tokens. */
export function agreement(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): number {
  const same = ours.filter((ids, i) => ids.join() === theirs[i]!.join());
  return same.length / ours.length;
}

/** What the measurements come to, for passes over this many sentences. */
export function summariseDecoding(measurements: readonly DecodeMeasurement[], sentences: number) {
  const peer = measurements.find(({ decoder }) => decoder === 'PyTorch')!;
  return measurements.map((measurement) => ({
    ...measurement,
    sentencesPerSecond: spread(measurement.seconds.map((duration) => sentences / duration)),
    /** How many times as fast as PyTorch; the median over the rounds. */
    speedup: median(pairwise(peer.seconds, measurement.seconds, (theirs, own) => theirs / own)),
  }));
}

const HEADER = [
  'decoder',
  'sentences a second',
  'range',
  'speed to PyTorch',
  'BLEU',
  'peak memory, MB',
  'first pass, s',
];

/** Every contestant's speed, in Markdown. */
export function decodeTable(summaries: ReturnType<typeof summariseDecoding>): string {
  const rows = summaries.map((summary) => [
    summary.decoder,
    summary.sentencesPerSecond.median.toFixed(0),
    range(summary.sentencesPerSecond, 0),
    `${summary.speedup.toFixed(2)}×`,
    summary.bleu.toFixed(2),
    (summary.peakMemoryBytes / 1e6).toFixed(0),
    summary.firstSeconds.toFixed(1),
  ]);
  return resultTable(HEADER, rows);
}
