import type { Course } from '../harness/contestants.ts';
import { median, pairwise, roundMs, spread } from '../harness/statistics.ts';
import { range, resultTable } from '../harness/table.ts';
import type { OptimizerReady, OptimizerTurn } from './protocol.ts';

export type OptimizerMeasurement = Course<OptimizerReady, OptimizerTurn>;

/** One optimiser, here and in PyTorch. */
export type OptimizerPair = {
  readonly name: string;
  readonly ours: OptimizerMeasurement;
  /** Or why there is none. */
  readonly peer: OptimizerMeasurement | { readonly none: string };
};

/** Both sides keep float32. */
const BYTES_PER_ELEMENT = 4;

const summariseSide = (measurement: OptimizerMeasurement) => ({
  stepMs: spread(roundMs(measurement.turns)),
  stateBytes: measurement.ready.stateElements * BYTES_PER_ELEMENT,
});

/** What the measurements of one optimiser come to. */
export function summariseOptimizers({ name, ours, peer }: OptimizerPair) {
  if ('none' in peer) return { name, ours: summariseSide(ours) };
  const ratios = pairwise(roundMs(ours.turns), roundMs(peer.turns), (mine, its) => mine / its);
  return {
    name,
    ours: summariseSide(ours),
    peer: summariseSide(peer),
    /** How many times as long as the peer's update ours takes; the median over the rounds. */
    timeToPeer: median(ratios),
  };
}

type OptimizerPairSummary = ReturnType<typeof summariseOptimizers>;

const HEADER = [
  'optimiser',
  'ms an update',
  'range',
  'PyTorch, ms',
  'range',
  'time to PyTorch',
  'state, MB',
];

/** All optimisers, in Markdown. */
export function optimizerTimeTable(summaries: readonly OptimizerPairSummary[]): string {
  const rows = summaries.map(({ name, ours, peer, timeToPeer }) => [
    name,
    ours.stepMs.median.toFixed(1),
    range(ours.stepMs, 1),
    peer?.stepMs.median.toFixed(1) ?? '',
    peer === undefined ? '' : range(peer.stepMs, 1),
    timeToPeer === undefined ? '' : `${timeToPeer.toFixed(2)}×`,
    (ours.stateBytes / 1e6).toFixed(1),
  ]);
  return resultTable(HEADER, rows);
}
