import { max } from 'd3-array';
import type { Shape } from '../harness/shapes.ts';
import { median, pairwise, roundMs, spread } from '../harness/statistics.ts';
import { productFlops } from './flops.ts';
import { COMPARISONS, type Comparison, type Measurement } from './measure.ts';
import { type Framework, GRAPHS } from './protocol.ts';

/** How many times as fast each of our graphs is as a contestant; the median over the rounds. */
type GraphSpeed = { readonly [Graph in (typeof GRAPHS)[number]]?: number };

/** Time of the matrix products of a step, at the speed that the fastest library shows here. */
function productsMs(shape: Shape, measurements: readonly Measurement[]): number {
  const speeds = measurements.map(({ turns }) =>
    median(turns.map(({ productGigaflops }) => productGigaflops)),
  );
  return productFlops(shape) / (max(speeds)! * 1e6);
}

/** One contestant beside the others of its comparison. */
function summariseStep(
  { framework, turns, ready }: Measurement,
  rivals: ReadonlyMap<Framework, Measurement>,
  limitMs: number,
) {
  const own = roundMs(turns);
  const graphSpeed = GRAPHS.flatMap((name) => {
    const graph = rivals.get(name);
    if (graph === undefined) return [];
    return [[name, median(pairwise(own, roundMs(graph.turns), (its, ours) => its / ours))]];
  });
  const stepMs = spread(own);
  return {
    framework,
    /** Milliseconds a step, over the rounds. */
    stepMs,
    graphSpeed: Object.fromEntries(graphSpeed) as GraphSpeed,
    /** How many times as long as the step's matrix products alone it takes. */
    overProducts: stepMs.median / limitMs,
    peakMemoryBytes: max(turns, ({ peakMemoryBytes }) => peakMemoryBytes)!,
    firstStepMs: ready.firstStepMs,
  };
}

/** The optimiser's part of a contestant's step. */
function summariseOptimizer(complete: Measurement, without: Measurement) {
  const whole = roundMs(complete.turns);
  const rest = roundMs(without.turns);
  return {
    framework: complete.framework,
    stepMs: median(whole),
    withoutMs: median(rest),
    /** Median over the rounds of the difference, and of the difference over the whole. */
    partMs: median(pairwise(whole, rest, (all, part) => all - part)),
    share: median(pairwise(whole, rest, (all, part) => (all - part) / all)),
  };
}

/** What the measurements of one comparison come to. */
export function summarise(
  shape: Shape,
  comparison: Comparison,
  measurements: readonly Measurement[],
) {
  const complete = measurements.filter(({ optimizer }) => optimizer === comparison);
  const rivals = new Map(complete.map((measurement) => [measurement.framework, measurement]));
  const limitMs = productsMs(shape, measurements);
  return {
    shape,
    comparison,
    parameters: complete[0]!.ready.parameters,
    productsMs: limitMs,
    steps: complete.map((measurement) => summariseStep(measurement, rivals, limitMs)),
    /** Of the contestants whose step was timed without it, too. */
    optimizer: measurements
      .filter(({ optimizer }) => optimizer === 'none')
      .map((without) => summariseOptimizer(rivals.get(without.framework)!, without)),
  };
}

export type ComparisonSummary = ReturnType<typeof summarise>;

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
