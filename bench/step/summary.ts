import type { Shape } from '../harness/shapes.ts';
import { median, pairwise, roundMs, type Spread, spread } from '../harness/statistics.ts';
import { productFlops } from './flops.ts';
import { COMPARISONS, type Comparison, type Measurement } from './measure.ts';
import { type Framework, GRAPHS } from './protocol.ts';

/** One contestant beside the others of its comparison. */
type StepSummary = {
  readonly framework: Framework;
  /** Milliseconds a step, over the rounds. */
  readonly stepMs: Spread;
  /** How many times as fast each of our graphs is as this; the median over the rounds. */
  readonly graphSpeed: { readonly [Graph in (typeof GRAPHS)[number]]?: number };
  /** How many times as long as the step's matrix products alone it takes. */
  readonly overProducts: number;
  readonly peakMemoryBytes: number;
  readonly firstStepMs: number;
};

/** The optimiser's part of a contestant's step, where that was measured. */
type OptimizerSummary = {
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
  const own = roundMs(turns);
  const graphSpeed = GRAPHS.flatMap((name) => {
    const graph = rivals.get(name);
    if (graph === undefined) return [];
    return [[name, median(pairwise(own, roundMs(graph.turns), (its, ours) => its / ours))]];
  });
  const stepMs = spread(own);
  return {
    framework,
    stepMs,
    graphSpeed: Object.fromEntries(graphSpeed),
    overProducts: stepMs.median / limitMs,
    peakMemoryBytes: Math.max(...turns.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    firstStepMs: ready.firstStepMs,
  };
}

function summariseOptimizer(complete: Measurement, without: Measurement): OptimizerSummary {
  const whole = roundMs(complete.turns);
  const rest = roundMs(without.turns);
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

/** What every comparison of a record comes to, shape by shape. */
export function summariseAll({
  shapes,
  measurements,
}: {
  readonly shapes: readonly Shape[];
  readonly measurements: readonly Measurement[];
}): ComparisonSummary[] {
  return shapes.flatMap((shape) =>
    COMPARISONS.flatMap((comparison) => {
      const compared = measurements.filter(
        (measurement) => measurement.shape === shape.name && measurement.comparison === comparison,
      );
      return compared.length === 0 ? [] : [summarise(shape, comparison, compared)];
    }),
  );
}
