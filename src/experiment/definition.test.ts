import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { loadExperiment, planExperiment } from './definition.ts';

const TABLE_1 = 'experiments/table1.yaml';

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
  const plan = planExperiment('experiments/table2.yaml');
  const linksOf = (row: string) => {
    const { optimizer } = plan.runs.find(({ cell }) => cell.row === row)!.config;
    return Array.isArray(optimizer) ? optimizer : expect.unreachable('a list of links');
  };

  it("has the paper's rows A to P and its six of SGD, with and without warm-up", () => {
    const rows = [...'ABCDEFGHIJKLMNOP', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'];
    const cells = plan.runs.map(({ cell }) => `${cell.row}-${cell.arm}`);
    expect(cells).toEqual(rows.flatMap((row) => [`${row}-warmup`, `${row}-none`]));
    for (const { paper } of Object.values(plan.experiment.rows)) {
      expect(Object.keys(paper!)).toEqual(['warmup', 'none']);
    }
  });

  it.each([
    ['H', 'A', 1, 'clipByBlockRms'],
    ['J', 'C', 1, 'clipByBlockRms'],
    ['N', 'L', 1, 'clipByBlockRms'],
    ['P', 'O', 4, 'averageUpdates'],
  ])('shows that %s is %s and one link more', (row, base, at, link) => {
    expect(linksOf(row)[at]!.link).toBe(link);
    expect(linksOf(row).toSpliced(at, 1)).toEqual(linksOf(base));
  });

  it('has in common with Table 1 whatever both have', () => {
    for (const { cell, config } of planExperiment(TABLE_1).runs) {
      const same = plan.runs.find((run) => run.cell.row === cell.row && run.cell.arm === cell.arm);
      expect(same!.config).toEqual(config);
      expect(plan.experiment.rows[cell.row]).toEqual(loadExperiment(TABLE_1).rows[cell.row]);
    }
  });
});

it('Table 3 has three embeddings with two optimisers, unshared, for half the steps at four times the batch', () => {
  const runs = planExperiment('experiments/table3.yaml').runs.map(({ config }) => config);
  const [reference] = planExperiment(TABLE_1).runs;
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
    expect(data.batching.tokens).toBe(reference!.config.data.batching.tokens * 4);
  }
});

describe('an experiment file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-experiment-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function experiment(change: string): string {
    const path = join(folder, 'mine.yaml');
    writeFileSync(
      path,
      `extends: ${resolve(TABLE_1)}\nprotocol: ${resolve('configs/protocols/demo.yaml')}\n${change}`,
    );
    return path;
  }

  it('gains a row by four lines', () => {
    const row = [
      'rows:',
      '  X:',
      '    label: mine',
      '    config: { optimizer: [{ link: scaleBySchedule, factor: 1 }] }',
    ].join('\n');
    const { runs } = planExperiment(experiment(row));
    expect(runs.filter(({ cell }) => cell.row === 'X').map(({ cell }) => cell.arm)).toEqual([
      'warmup',
      'none',
    ]);
  });

  it('runs each cell with each seed', () => {
    const { runs } = planExperiment(experiment('seeds: [1, 2, 3]'));
    expect(runs).toHaveLength(30);
    expect(new Set(runs.map(({ config }) => config.training.seed))).toEqual(new Set([1, 2, 3]));
  });

  it.each([
    [
      'a number for an arm that is not there',
      'rows: { A: { paper: { cold: 1 } } }',
      'the arms are warmup, none',
    ],
    [
      'a claim about a row that is not there',
      'claims: [{ claim: c, higher: { row: Z, arm: none }, lower: { row: A, arm: none } }]',
      'there is no row "Z" with an arm "none"',
    ],
    ['an unknown key', 'rowz: {}', 'unknown key "rowz"'],
    ['a row name with a slash', 'rows: { a/b: { label: x, config: {} } }', 'letters and digits'],
  ])('refuses %s', (_what, change, message) => {
    const path = experiment(change);
    expect(() => loadExperiment(path)).toThrow(UserError);
    expect(() => loadExperiment(path)).toThrow(message);
  });

  it('refuses a row whose configuration is not valid, naming the row', () => {
    const row = 'rows: { A: { config: { optimizer: [{ link: magic }] } } }';
    expect(() => planExperiment(experiment(row))).toThrow(/row A.*rows\.A\.config.*"magic"/s);
  });
});
