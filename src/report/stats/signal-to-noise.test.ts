import { beforeEach, describe, expect, it } from 'vitest';
import { exampleResult } from '../../../test/support/example-result.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { loadExperiment } from '../../experiment/definition.ts';
import { planExperiment } from '../../experiment/plan.ts';
import type { RunResult } from '../../results/result.ts';
import { resultPath, writeResult } from '../../results/store.ts';
import { selectCells } from '../experiment-report.ts';
import { drawFigure } from '../figures/figures.ts';
import { type ReportedExperiment, reportedExperiment } from '../reported-experiment.ts';
import { markdownReport } from '../tables/markdown.ts';
import { signalToNoiseCurves, summariseSignalToNoise } from './signal-to-noise.ts';

const FILE = 'experiments/axes.yaml';
const experiment = loadExperiment(FILE);

type Ratios = readonly (number | null)[];

/** A made-up result with ratios along rows and columns, ten steps apart. */
function result(
  arm: string,
  kept: Readonly<Record<string, { rows: Ratios; columns: Ratios } | undefined>>,
): RunResult {
  const some = [1, 1, 1];
  const sizes = { updateRms: some, parameterRms: some, gradientNorm: some };
  return {
    ...exampleResult({ cell: { experiment: 'axes', row: 'A', arm } }),
    diagnostics: {
      steps: [10, 20, 30],
      all: { tensors: 3, updateRms: { mean: some, max: some }, gradientNorm: some },
      kept: Object.fromEntries(
        Object.entries(kept).map(([tensor, ratios]) => [
          tensor,
          {
            ...sizes,
            ...(ratios && {
              rowSignalToNoise: [...ratios.rows],
              columnSignalToNoise: [...ratios.columns],
            }),
          },
        ]),
      ),
    },
  };
}

const RESULTS = [
  result('noneMeasured', { 'embedding/all': { rows: [2, 3, 4], columns: [0.01, 0.02, 0.03] } }),
  result('warmupMeasured', {
    'embedding/all': { rows: [5, null, 7], columns: [0.002, 0, 0.004] },
    query: { rows: [0.5, 0.6, 0.7], columns: [8, 8, 9] },
    // A vector has neither, and who does not measure keeps none.
    'norm/scale': { rows: [null, null, null], columns: [null, null, null] },
    key: undefined,
  }),
];

const curves = signalToNoiseCurves(experiment, RESULTS);

describe('the signal-to-noise ratios of second moments', () => {
  it('are of each tensor with rows and columns, in the order of the arms', () => {
    expect(curves.map(({ tensor, arm }) => [tensor, arm])).toEqual([
      ['embedding/all', 'warmupMeasured'],
      ['embedding/all', 'noneMeasured'],
      ['query', 'warmupMeasured'],
    ]);
  });

  it('leave out points that are no positive number', () => {
    expect(curves[0]!.points.rows.map(({ step }) => step)).toEqual([10, 30]);
    expect(curves[0]!.points.columns.map(({ step }) => step)).toEqual([10, 30]);
  });

  it('come out as medians over the steps', () => {
    const medians = summariseSignalToNoise(curves).map((curve) => curve.medians);
    expect(medians).toEqual([
      { rows: 6, columns: expect.closeTo(0.003, 12) },
      { rows: 3, columns: 0.02 },
      { rows: 0.6, columns: 8 },
    ]);
  });

  it('are none where no run measured them', () => {
    expect(signalToNoiseCurves(experiment, [exampleResult()])).toEqual([]);
  });
});

describe('a report of the axes', () => {
  const root = temporaryFolder();
  let given: ReportedExperiment;

  beforeEach(() => {
    for (const each of RESULTS) {
      writeResult(resultPath(root(), each.cell!, 'demo', 1), { result: each });
    }
    given = reportedExperiment(root(), FILE, 'configs/protocols/demo.yaml');
  });

  it('has the medians of each tensor and arm', () => {
    const text = markdownReport(given.report).replaceAll(/ +/g, ' ');
    expect(text).toContain('## Means in place of the second moment');
    expect(text).toContain(
      '| `embedding/all` | A | Adam, β1 = 0, β2 = 0.999 | warm-up | 1 | 6 | 0.003 |',
    );
    expect(text).toContain('| no warm-up | 1 | 3 | 0.02 |');
    const selected = selectCells(given.report, { rows: ['A'], arms: ['noneMeasured'] });
    expect(selected.signalToNoise.map(({ arm }) => arm)).toEqual(['noneMeasured']);
  });

  it('is drawn with a panel a tensor, and says where means fail', () => {
    const { panels, title, data } = drawFigure('axes', given)!;
    expect(title).toBe(
      'Row means represent the second moment in 2 of 3 cases, column means in 1 of 3; the lowest ' +
        'ratios are 0.6 (query) and 0.003 (embedding/all)',
    );
    expect(panels.map(({ name }) => name)).toEqual(['embedding/all', 'query']);
    expect(panels[0]!.body.html.match(/class="line"/g)).toHaveLength(4);
    for (const text of ['rows, warm-up', 'columns, no warm-up']) {
      expect(panels[0]!.body.html).toContain(`>${text}</text>`);
    }
    expect(data.rows[0]).toEqual(['embedding/all', 'warm-up', '6', '0.003']);
  });
});

it("row A is trained as Table 2's, and measured", () => {
  const table = planExperiment('experiments/table2.yaml', { rows: ['A'], seeds: [11] });
  const measured = planExperiment(FILE);
  expect(measured.runs.map(({ cell }) => cell.experiment)).toEqual(['axes', 'axes']);
  for (const [i, { config }] of measured.runs.entries()) {
    const { diagnostics, ...training } = config;
    expect(diagnostics).toMatchObject({ axes: true });
    const { diagnostics: _, ...expected } = table.runs[i]!.config;
    expect(training).toEqual(expected);
  }
});
