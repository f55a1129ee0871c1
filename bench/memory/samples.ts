import { median } from '../harness/statistics.ts';

/** What the process held after a step, and how fast it was since the sample before. */
export type Sample = {
  readonly step: number;
  readonly residentBytes: number;
  /** Tensors that TensorFlow.js keeps for us. */
  readonly tensors: number;
  /** Of source and target, padding not counted. */
  readonly tokensPerSecond: number;
};

/** The most that memory rises from one sample to a later one, as a part of the earlier. */
export function growth(samples: readonly Sample[]): number {
  const rises = samples.flatMap((earlier, i) =>
    samples.slice(i + 1).map((later) => later.residentBytes / earlier.residentBytes - 1),
  );
  return Math.max(0, ...rises);
}

/**
 * How much slower the last tenth of the samples is than the first, as a part of the first: medians
 * of tokens a second. The very first sample, in which graphs are prepared, is left out.
 */
export function slowdown(samples: readonly Sample[]): number {
  const speeds = samples.slice(1).map(({ tokensPerSecond }) => tokensPerSecond);
  const tenth = Math.ceil(speeds.length / 10);
  if (tenth === 0) return 0;
  return 1 - median(speeds.slice(-tenth)) / median(speeds.slice(0, tenth));
}
