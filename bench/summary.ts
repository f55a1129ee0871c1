import type { Framework } from './contestant.ts';
import { productFlops } from './flops.ts';
import type { Comparison, Measurement } from './measure.ts';
import type { Shape } from './shapes.ts';
import { median, pairwise, type Spread, spread } from './statistics.ts';

/** One contestant beside the others of its comparison. */
export type StepSummary = {
  readonly framework: Framework;
  /** Milliseconds a step, over the rounds. */
  readonly stepMs: Spread;
  /** How many times as fast as each of these it is; the median over the rounds. */
  readonly speedup: { readonly PyTorch: number; readonly eager: number };
  /** How many times as long as the step's matrix products alone it takes. */
  readonly overProducts: number;
  readonly peakMemoryBytes: number;
  readonly firstStepMs: number;
};

/** The optimiser's part of a contestant's step, where that was measured. */
export type OptimizerSummary = {
  readonly framework: Framework;
  readonly stepMs: number;
  readonly withoutMs: number;
  /** Median over the rounds of the difference, and of the difference over the whole. */
  readonly partMs: number;
  readonly share: number;
};

export type ComparisonSummary = {
  readonly shape: Shape;
  readonly comparison: Comparison;
  readonly parameters: number;
  /** What the step's matrix products take at the speed of the fastest library. */
  readonly productsMs: number;
  readonly steps: readonly StepSummary[];
  readonly optimizer: readonly OptimizerSummary[];
};

/** Milliseconds a step in each round: the median of the round's steps. */
function roundMs({ turns }: Measurement): number[] {
  return turns.map(({ stepMs }) => median(stepMs));
}

/** Time of the matrix products of a step, at the speed that the fastest library shows here. */
function productsMs(shape: Shape, measurements: readonly Measurement[]): number {
  const speeds = measurements.map(({ turns }) =>
    median(turns.map(({ productGigaflops }) => productGigaflops)),
  );
  return productFlops(shape) / (Math.max(...speeds) * 1e6);
}

function summariseStep(
  measurement: Measurement,
  rivals: ReadonlyMap<Framework, Measurement>,
  limitMs: number,
): StepSummary {
  const { framework, turns, ready } = measurement;
  const own = roundMs(measurement);
  const speedupOver = (rival: Framework) =>
    median(pairwise(roundMs(rivals.get(rival)!), own, (theirs, ours) => theirs / ours));
  const stepMs = spread(own);
  return {
    framework,
    stepMs,
    speedup: { PyTorch: speedupOver('PyTorch'), eager: speedupOver('eager') },
    overProducts: stepMs.median / limitMs,
    peakMemoryBytes: Math.max(...turns.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    firstStepMs: ready.firstStepMs,
  };
}

function summariseOptimizer(complete: Measurement, without: Measurement): OptimizerSummary {
  const whole = roundMs(complete);
  const rest = roundMs(without);
  return {
    framework: complete.framework,
    stepMs: median(whole),
    withoutMs: median(rest),
    partMs: median(pairwise(whole, rest, (all, part) => all - part)),
    share: median(pairwise(whole, rest, (all, part) => (all - part) / all)),
  };
}

/** What the measurements of one comparison come to. */
export function summarise(
  shape: Shape,
  comparison: Comparison,
  measurements: readonly Measurement[],
): ComparisonSummary {
  const complete = measurements.filter(({ optimizer }) => optimizer === comparison);
  const rivals = new Map(complete.map((measurement) => [measurement.framework, measurement]));
  const limitMs = productsMs(shape, measurements);
  return {
    shape,
    comparison,
    parameters: complete[0]!.ready.parameters,
    productsMs: limitMs,
    steps: complete.map((measurement) => summariseStep(measurement, rivals, limitMs)),
    optimizer: measurements
      .filter(({ optimizer }) => optimizer === 'none')
      .map((without) => summariseOptimizer(rivals.get(without.framework)!, without)),
  };
}
