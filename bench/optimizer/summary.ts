import { alignedTable } from '../../src/report/aligned-table.ts';
import type { Course } from '../harness/contestants.ts';
import { median, pairwise, type Spread, spread } from '../harness/statistics.ts';
import type { OptimizerReady, OptimizerTurn } from './protocol.ts';

/** What a contestant said of itself, and its turns, one for each round. */
export type OptimizerMeasurement = Course<OptimizerReady, OptimizerTurn>;

/** One optimiser, here and in PyTorch. */
export type OptimizerPair = {
  readonly name: string;
  readonly ours: OptimizerMeasurement;
  /** Or why there is none. */
  readonly peer: OptimizerMeasurement | { readonly none: string };
};

type SideSummary = { readonly stepMs: Spread; readonly stateBytes: number };

export type OptimizerPairSummary = {
  readonly name: string;
  readonly ours: SideSummary;
  readonly peer?: SideSummary;
  /** How many times as long as the peer's update ours takes; the median over the rounds. */
  readonly timeToPeer?: number;
};

/** Both sides keep float32. */
const BYTES_PER_ELEMENT = 4;

/** Milliseconds an update in each round: the median of the round's updates. */
const roundMs = ({ turns }: OptimizerMeasurement): number[] =>
  turns.map(({ stepMs }) => median(stepMs));

const summariseSide = (measurement: OptimizerMeasurement): SideSummary => ({
  stepMs: spread(roundMs(measurement)),
  stateBytes: measurement.ready.stateElements * BYTES_PER_ELEMENT,
});

/** What the measurements of one optimiser come to. */
export function summariseOptimizers({ name, ours, peer }: OptimizerPair): OptimizerPairSummary {
  if ('none' in peer) return { name, ours: summariseSide(ours) };
  const ratios = pairwise(roundMs(ours), roundMs(peer), (mine, theirs) => mine / theirs);
  return {
    name,
    ours: summariseSide(ours),
    peer: summariseSide(peer),
    timeToPeer: median(ratios),
  };
}

const HEADER = [
  'optimiser',
  'ms an update',
  'range',
  'PyTorch, ms',
  'range',
  'time to PyTorch',
  'state, MB',
];

const range = ({ least, most }: Spread) => `${least.toFixed(1)} to ${most.toFixed(1)}`;

/** All optimisers, in Markdown. */
export function optimizerTimeTable(summaries: readonly OptimizerPairSummary[]): string {
  const rows = summaries.map(({ name, ours, peer, timeToPeer }) => [
    name,
    ours.stepMs.median.toFixed(1),
    range(ours.stepMs),
    peer?.stepMs.median.toFixed(1) ?? '',
    peer === undefined ? '' : range(peer.stepMs),
    timeToPeer === undefined ? '' : `${timeToPeer.toFixed(2)}×`,
    (ours.stateBytes / 1e6).toFixed(1),
  ]);
  return alignedTable(HEADER, rows, `l${'r'.repeat(HEADER.length - 1)}`);
}
