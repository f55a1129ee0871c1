import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { loadExperiment } from '../experiment/definition.ts';
import { requireFigure } from '../experiment/figure.ts';
import { exampleResult } from '../results/example-result.ts';
import type { RunResult } from '../results/result.ts';
import { renderSvg } from './plot.ts';
import { updateSizes, updateSizesPlot, updateSizesTable } from './update-sizes.ts';

const FILE = 'experiments/figure1.yaml';
const experiment = loadExperiment(FILE);
const figure = requireFigure(experiment, FILE);

/** A made-up result whose followed tensor has these RMS values, ten steps apart. */
function result(row: string, arm: string, values: readonly (number | null)[], seed = 1): RunResult {
  const some = values.map(() => 1);
  return {
    ...exampleResult({ cell: { experiment: 'figure1', row, arm }, seed }),
    diagnostics: {
      steps: values.map((_, i) => 10 * (i + 1)),
      all: {
        tensors: 3,
        unscaledRms: { mean: values.map(() => 1.5), max: some },
        updateRms: { mean: some, max: some },
        gradientNorm: some,
      },
      kept: {
        [figure.tensor]: {
          unscaledRms: [...values],
          updateRms: some,
          parameterRms: some,
          gradientNorm: some,
        },
      },
    },
  };
}

const RESULTS = [
  result('A', 'warmup', [0.5, 2, 0.5, 2]),
  result('A', 'warmup', [4, 4, 4, 4], 2),
  result('G', 'warmup', [1, null, 1, 1]),
];

const curves = updateSizes(experiment, figure, RESULTS);

describe('the curves of Figure 1', () => {
  it("are the paper's, every 100 steps up to 3,000, and ours of each row, arm and seed", () => {
    expect(curves.map(({ row, source, seed }) => [row, source, seed])).toEqual([
      ['A', 'paper', 0],
      ['A', experiment.arms.warmup!.label, 1],
      ['A', experiment.arms.warmup!.label, 2],
      ['G', 'paper', 0],
      ['G', experiment.arms.warmup!.label, 1],
    ]);
    for (const { source, points } of curves) {
      if (source !== 'paper') continue;
      expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 31 }, (_, i) => 100 * i));
    }
    // Read off the printed figure: 2.24 at step 800, 1.09 at step 2,700.
    expect(curves[0]!.points[8]).toEqual({ step: 800, value: 2.24 });
    expect(curves[3]!.points[27]).toEqual({ step: 2700, value: 1.09 });
  });

  it('leave out points that are no finite number', () => {
    expect(curves[4]!.points.map(({ step }) => step)).toEqual([10, 30, 40]);
  });

  it('come out in numbers', () => {
    const table = updateSizesTable(figure, curves);
    const line = table.split('\n').find((text) => text.includes('whole run'));
    const cells = line!.split('|').map((cell) => cell.trim());
    expect(cells.slice(4, -1)).toEqual(['1', '40', '0.50', '1.25', '2.00', '2.00×', '1.50']);
  });

  it('are drawn, a panel a row, with the same bytes each time', async () => {
    const svg = await renderSvg(updateSizesPlot(experiment, figure, curves));
    for (const text of ['β2 = 0.999', 'β2 = 0.9', 'paper', 'RMS(U)', figure.tensor]) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(await renderSvg(updateSizesPlot(experiment, figure, curves))).toBe(svg);
  });

  it("are the paper's alone before anything was run", async () => {
    const alone = updateSizes(experiment, figure, []);
    expect(alone.map(({ source }) => source)).toEqual(['paper', 'paper']);
    expect(await renderSvg(updateSizesPlot(experiment, figure, alone))).toContain('paper');
  });
});

describe('a figure is refused', () => {
  it('where a result does not keep the tensor', () => {
    const { diagnostics: _, ...without } = result('A', 'warmup', [1]);
    expect(() => updateSizes(experiment, figure, [without])).toThrow(UserError);
    expect(() => updateSizes(experiment, figure, [without])).toThrow(
      'name it under diagnostics.keep',
    );
  });

  it('where the experiment has none, or the curves are of no row', () => {
    expect(() => requireFigure(loadExperiment('experiments/table1.yaml'), 'x.yaml')).toThrow(
      'describes no figure',
    );
    const { G: _, ...rows } = experiment.rows;
    expect(() => requireFigure({ ...experiment, rows }, FILE)).toThrow('no row "G"');
  });
});
