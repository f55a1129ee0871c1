import { describe, expect, it } from 'vitest';
import { SHAPES } from '../harness/shapes.ts';
import { productFlops } from './flops.ts';
import type { Measurement } from './measure.ts';
import type { Framework } from './protocol.ts';
import { summarise } from './summary.ts';
import { optimizerTable, shapeLegend, stepTable } from './table.ts';
import type { OptimizerName } from './workload.ts';

const SHAPE = SHAPES.find(({ name }) => name === 'small')!;

/** The speed at which the products of a step take 50 ms. */
const GIGAFLOPS = productFlops(SHAPE) / 50e6;

/** A contestant whose rounds took these times, one step each. */
function measurement(
  framework: Framework,
  roundMs: readonly number[],
  optimizer: OptimizerName = 'adam',
  productGigaflops = GIGAFLOPS,
): Measurement {
  return {
    shape: SHAPE.name,
    comparison: 'adam',
    framework,
    optimizer,
    ready: {
      library: 'a library',
      threads: 2,
      parameters: 1234,
      firstStepMs: 2500,
      firstLoss: 8,
    },
    turns: roundMs.map((milliseconds, round) => ({
      stepMs: [milliseconds],
      losses: [8],
      productGigaflops,
      peakMemoryBytes: 1e9 + round * 1e6,
    })),
  };
}

const MEASUREMENTS = [
  measurement('eager', [300, 600, 330]),
  measurement('graph', [100, 200, 110]),
  measurement('PyTorch', [150, 300, 132], 'adam', GIGAFLOPS / 2),
  measurement('portable graph', [150, 300, 110]),
];

const WITHOUT = [measurement('graph', [90, 180, 100], 'none')];

const summary = summarise(SHAPE, 'adam', MEASUREMENTS);

describe('summarise', () => {
  it('takes the median and the range over the rounds', () => {
    expect(summary.steps[1]!.stepMs).toEqual({ median: 110, least: 100, most: 200 });
  });

  it('compares within each round, so that a slow round does not count', () => {
    expect(summary.steps.map(({ graphSpeed }) => graphSpeed)).toEqual([
      { graph: 3, 'portable graph': 2 },
      { graph: 1, 'portable graph': 2 / 3 },
      { graph: 1.5, 'portable graph': 1 },
      { graph: 1.5, 'portable graph': 1 },
    ]);
  });

  it('measures against the products at the speed of the fastest library', () => {
    expect(summary.productsMs).toBeCloseTo(50);
    expect(summary.steps[1]!.overProducts).toBeCloseTo(2.2);
  });

  it('takes the most memory of any round', () => {
    expect(summary.steps[1]!.peakMemoryBytes).toBe(1.002e9);
  });

  it("finds the optimiser's part as the difference within each round", () => {
    const { optimizer } = summarise(SHAPE, 'adam', [...MEASUREMENTS, ...WITHOUT]);
    expect(optimizer).toEqual([
      { framework: 'graph', stepMs: 110, withoutMs: 100, partMs: 10, share: 0.1 },
    ]);
  });
});

describe('the tables', () => {
  const cells = (line: string) =>
    line
      .split(/ *\| */)
      .slice(1, -1)
      .join(', ');

  it('have a row for each contestant, and one for the products', () => {
    const lines = stepTable([summary]).split('\n').map(cells);
    expect(lines).toHaveLength(2 + 5);
    const graph = 'small, Adam, graph, 110, 100 to 200, 1.00×, 0.67×, 2.20×, 1002, 2.5';
    expect(lines[3]).toBe(graph);
    expect(lines[6]).toBe('small, Adam, products alone, 50, , , , 1.00×, , ');
  });

  it('leave the optimisers out where their part was not measured', () => {
    expect(optimizerTable([summary])).toBeUndefined();
    const table = optimizerTable([summarise(SHAPE, 'adam', [...MEASUREMENTS, ...WITHOUT])]);
    expect(cells(table!.split('\n')[2]!)).toBe('small, Adam, graph, 110, 100, 10, 10.0%');
  });

  it('explain each shape once', () => {
    expect(shapeLegend([summary, summary])).toBe(
      '- small: d 128, feed-forward 512, 4 heads, 2+2 layers, vocabulary 4000, 1234 parameters',
    );
  });
});
