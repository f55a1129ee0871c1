import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { batchTokens } from '../data/batches.ts';
import { loadExperiment } from './definition.ts';
import { type PlannedExperiment, type PlannedRun, planExperiment } from './plan.ts';
import { comparisonOf } from './schema.ts';

const TABLE_1 = 'experiments/table1.yaml';
const TABLE_2 = 'experiments/table2.yaml';
const DEMO = 'configs/protocols/demo.yaml';

/** The links of the optimiser of a row. */
function linksOf({ runs }: PlannedExperiment, row: string) {
  const { optimizer } = runs.find(({ cell }) => cell.row === row)!.config;
  return Array.isArray(optimizer) ? optimizer : expect.unreachable('a list of links');
}

describe('the plan of Table 1', () => {
  const plan = planExperiment(TABLE_1);

  it('has every row in every arm', () => {
    const cells = plan.runs.map(({ cell }) => `${cell.row}-${cell.arm}`);
    const rows = ['A', 'G', 'B', 'J', 'O'];
    expect(cells).toEqual(rows.flatMap((row) => [`${row}-warmup`, `${row}-none`]));
  });

  it('gives each run the optimiser of its row and the schedule of its arm', () => {
    const run = plan.runs.find(({ cell }) => cell.row === 'O' && cell.arm === 'none')!;
    expect(run.config.schedule).toEqual({ name: 'paper', warmup: false });
    expect(run.config.optimizer).toMatchObject(
      ['scaleByFactoredRms', 'clipByBlockRms', 'scaleByParameterRms', 'scaleBySchedule'].map(
        (link) => ({ link }),
      ),
    );
  });

  it('has the same model, data and budget in every run', () => {
    const shared = plan.runs.map(({ config: { optimizer, schedule, ...rest } }) => rest);
    for (const rest of shared) expect(rest).toEqual(shared[0]);
  });

  it('lays overrides over every run', () => {
    const { runs } = planExperiment(TABLE_1, { overrides: ['training.steps=7'] });
    for (const { config } of runs) expect(config.training.steps).toBe(7);
  });
});

describe('the plan of Table 2', () => {
  const plan = planExperiment(TABLE_2, { seeds: [11] });

  it('has in common with Table 1 whatever both have', () => {
    const { runs } = planExperiment(TABLE_2, { protocol: DEMO, seeds: [1] });
    for (const { cell, config } of planExperiment(TABLE_1).runs) {
      const same = runs.find((run) => run.cell.row === cell.row && run.cell.arm === cell.arm);
      expect(same!.config).toEqual(config);
      expect(plan.experiment.rows[cell.row]).toEqual(loadExperiment(TABLE_1).rows[cell.row]);
    }
  });
});

it('Table 3 has three embeddings with two optimisers, unshared, for half the steps at four times the batch', () => {
  const { runs: planned } = planExperiment('experiments/table3.yaml', { seeds: [11] });
  const runs = planned.map(({ config }) => config);
  const [reference] = planExperiment(TABLE_2).runs;
  expect(runs.map(({ model }) => model.embedding)).toEqual(
    [
      ['1/sqrt(dModel)', 'sqrt(dModel)'],
      [1, 1],
      ['1/sqrt(dModel)', 1],
    ].flatMap(([sigma, multiplier]) => {
      const embedding = { sharing: 'none', sigma, multiplier };
      return [embedding, embedding];
    }),
  );
  for (const { training, data } of runs) {
    expect(training.steps).toBe(reference!.config.training.steps / 2);
    expect(batchTokens(data.batching)).toBe(batchTokens(reference!.config.data.batching) * 4);
  }
});

const FILES = readdirSync('experiments').filter((file) => file.endsWith('.yaml'));

/** The runs of `plan` in rows that are taken from Table 2. */
const borrowedRuns = ({ experiment, runs }: PlannedExperiment): PlannedRun[] =>
  runs.filter(({ cell }) => experiment.rows[cell.row]!.source?.experiment === 'table2');

const BORROWERS = FILES.filter(
  (file) => borrowedRuns(planExperiment(`experiments/${file}`)).length > 0,
);

it.each(BORROWERS)('%s takes from Table 2 what Table 2 has: nothing is run twice', (file) => {
  const table2 = planExperiment(TABLE_2);
  const plan = planExperiment(`experiments/${file}`);
  for (const run of borrowedRuns(plan)) {
    const twin = table2.runs.find(
      ({ cell, seed }) =>
        cell.row === run.cell.row && cell.arm === run.cell.arm && seed === run.seed,
    );
    expect(run.cell.experiment).toBe(twin === undefined ? plan.experiment.experiment : 'table2');
    if (twin !== undefined) expect(run).toEqual(twin);
  }
});

describe.each(FILES)('the plan of %s', (file) => {
  const plan = planExperiment(`experiments/${file}`);
  const { arms, sweep, figure } = plan.experiment;

  it('has no configuration twice', () => {
    const configs = plan.runs.map(({ config }) => JSON.stringify(config));
    expect(new Set(configs).size).toBe(configs.length);
  });

  it('compares cells that are run', () => {
    const cells = plan.runs.map(({ cell }) => `${cell.row} ${cell.arm}`);
    // A sweep, a figure, and arms that measure claim nothing.
    const measures = Object.values(arms).some(({ config }) => 'diagnostics' in config);
    const claims = sweep === undefined && figure === undefined && !measures;
    expect(plan.experiment.claims.length > 0).toBe(claims);
    for (const { first, second } of plan.experiment.claims.map(comparisonOf)) {
      for (const { row, arm } of [first, second]) expect(cells).toContain(`${row} ${arm}`);
    }
  });
});

describe('the open questions', () => {
  const plan = planExperiment('experiments/questions.yaml');

  it.each([
    ['DClipped', 'D', (links) => links.toSpliced(1, 0, linksOf(plan, 'O')[1]!)],
    ['OUnclipped', 'O', (links) => links.toSpliced(1, 1)],
    ['DAll', 'O', ([first, ...rest]) => [{ ...first!, moment: 'row' }, ...rest]],
    ['DScheduled', 'D', ([first, ...rest]) => [{ ...first!, decay: { power: 0.8 } }, ...rest]],
    ['OUnscheduled', 'O', ([first, ...rest]) => [{ ...first!, decay: { beta2: 0.999 } }, ...rest]],
  ] as [string, string, (links: object[]) => object[]][])(
    '%s is %s but for one link',
    (row, base, change) => expect(linksOf(plan, row)).toEqual(change(linksOf(plan, base))),
  );

  it.each([
    ['ARelative', 'A'],
    ['CRelative', 'C'],
    ['DRelative', 'D'],
  ])('%s is %s with steps as in O', (row, base) => {
    expect(linksOf(plan, row)).toEqual([linksOf(plan, base)[0], ...linksOf(plan, 'O').slice(2)]);
  });

  it('have an answer in numbers each: three questions, all their cells of this experiment', () => {
    expect(new Set(plan.experiment.claims.map(({ question }) => question)).size).toBe(3);
  });
});
