import { median, pairwise, type Spread, spread } from '../harness/statistics.ts';
import { range, resultTable } from '../harness/table.ts';
import type { DecodeReady, Decoder } from './protocol.ts';

/** What one contestant did in the rounds that it had with the other. */
export type DecodeMeasurement = {
  readonly decoder: Decoder;
  readonly ready: Omit<DecodeReady, 'firstSeconds' | 'translations'>;
  /** The pass before the first round, which is left out: tracing is in it. */
  readonly firstSeconds: number;
  /** Of each round. */
  readonly seconds: readonly number[];
  readonly peakMemoryBytes: number;
  /** BLEU of the translations, which says that the model was trained. */
  readonly bleu: number;
};

type DecodeSummary = {
  readonly decoder: Decoder;
  readonly sentencesPerSecond: Spread;
  /** How many times as fast as PyTorch; the median over the rounds. */
  readonly speedup: number;
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
export function summariseDecoding(
  measurements: readonly DecodeMeasurement[],
  sentences: number,
): DecodeSummary[] {
  const peer = measurements.find(({ decoder }) => decoder === 'PyTorch')!;
  return measurements.map(({ decoder, seconds }) => ({
    decoder,
    sentencesPerSecond: spread(seconds.map((duration) => sentences / duration)),
    speedup: median(pairwise(peer.seconds, seconds, (theirs, own) => theirs / own)),
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
export function decodeTable(
  measurements: readonly DecodeMeasurement[],
  summaries: readonly DecodeSummary[],
): string {
  const rows = summaries.map(({ decoder, sentencesPerSecond, speedup }, i) => {
    const { bleu, peakMemoryBytes, firstSeconds } = measurements[i]!;
    return [
      decoder,
      sentencesPerSecond.median.toFixed(0),
      range(sentencesPerSecond, 0),
      `${speedup.toFixed(2)}×`,
      bleu.toFixed(2),
      (peakMemoryBytes / 1e6).toFixed(0),
      firstSeconds.toFixed(1),
    ];
  });
  return resultTable(HEADER, rows);
}
