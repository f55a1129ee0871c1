import { beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { loadExperiment } from '../../experiment/definition.ts';
import type { RunResult } from '../../results/result.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import { selectCells } from '../experiment-report.ts';
import { drawFigure } from '../figures/figures.ts';
import { type ReportedExperiment, reportedExperiment } from '../reported-experiment.ts';
import { markdownReport } from '../tables/markdown.ts';
import { summariseUpdateSizes, updateSizes } from './update-sizes.ts';

const FILE = 'experiments/figure1.yaml';
const experiment = loadExperiment(FILE);
const { tensor } = experiment.figure!;

/** A made-up result whose followed tensor has these RMS values, ten steps apart. */
function result(row: string, arm: string, values: readonly (number | null)[], seed = 1): RunResult {
  const some = values.map(() => 1);
  const kept = {
    unscaledRms: [...values],
    updateRms: some,
    parameterRms: some,
    gradientNorm: some,
  };
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
      kept: { [tensor]: kept },
    },
  };
}

const RESULTS = [
  result('A', 'warmup', [0.5, 2, 0.5, 2]),
  result('A', 'warmup', [4, 4, 4, 4], 2),
  result('G', 'warmup', [1, null, 1, 1]),
];

const curves = updateSizes(experiment, RESULTS);

describe('the curves of Figure 1', () => {
  it("are the paper's, every 100 steps up to 3,000, and ours of each row, arm and seed", () => {
    expect(curves.map(({ row, arm, seed }) => [row, arm, seed])).toEqual([
      ['A', undefined, undefined],
      ['A', 'warmup', 1],
      ['A', 'warmup', 2],
      ['G', undefined, undefined],
      ['G', 'warmup', 1],
    ]);
    for (const { arm, points } of curves) {
      if (arm !== undefined) continue;
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
    const [, ours] = summariseUpdateSizes(curves);
    expect(ours).toMatchObject({
      lastStep: 40,
      least: 0.5,
      median: 1.25,
      most: 2,
      allTensors: 1.5,
    });
    expect(ours!.factorFromOne).toBeCloseTo(2, 12);
  });

  it('are none where an experiment has no figure', () => {
    expect(updateSizes(loadExperiment('experiments/table1.yaml'), [])).toEqual([]);
  });

  it('are refused where a result does not keep the tensor', () => {
    const { diagnostics: _, ...without } = result('A', 'warmup', [1]);
    expect(() => updateSizes(experiment, [without])).toThrow('it keeps nothing: name the tensor');
  });
});

describe('a report of Figure 1', () => {
  const root = temporaryFolder();
  let given: ReportedExperiment;

  beforeEach(() => {
    for (const each of RESULTS) {
      const path = resultPath(root(), each.cell!, 'demo', each.config.training.seed);
      writeResult(path, { result: each });
    }
    given = reportedExperiment(root(), FILE, 'configs/protocols/demo.yaml');
  });

  const lines = (text: string) =>
    text.split('\n').flatMap((line) => (line.includes('β2') ? [line.replaceAll(/ +/g, ' ')] : []));

  it("has a line for the paper's curve of each row, and for each of ours", () => {
    const text = markdownReport(given.report);
    expect(text).toContain('## Sizes of updates');
    const found = lines(text.slice(text.indexOf('## Sizes of updates')));
    expect(found).toHaveLength(5);
    expect(found[1]).toContain('| ours, whole run | 1 | 40 | 0.50 | 1.25 | 2.00 | 2.00× | 1.50 |');
    const selected = selectCells(given.report, { rows: ['G'], arms: ['warmup'] });
    expect(selected.updateSizes!.curves).toHaveLength(2);
  });

  it('is drawn with a panel a row', () => {
    const { panels, title, subtitle } = drawFigure('updates', given)!;
    expect(title).toMatch(/^RMS\(U\) is off 1: β2 = 0\.999 by [\d.]+×/);
    expect(subtitle).toContain(`RMS(U) of ${tensor}`);
    expect(panels).toHaveLength(2);
    for (const text of ['β2 = 0.999', 'paper', 'ours, whole run']) {
      expect(panels[0]!.body.html).toContain(`>${text}</text>`);
    }
  });
});
