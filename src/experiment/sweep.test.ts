import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { loadExperiment, protocolLayer } from './definition.ts';
import { planExperiment } from './plan.ts';
import { armsOf } from './sweep.ts';

const RATES = 'experiments/rates.yaml';
const POINT = 'experiments/calibration.yaml';

describe('the sweep of rates', () => {
  const { experiment, runs } = planExperiment(RATES);
  const values = experiment.sweep!.values;

  it('runs every row in both arms at each value, and changes nothing else', () => {
    expect(runs).toHaveLength(13 * 2 * values.length);
    const [first] = planExperiment('experiments/table2.yaml', {
      protocol: 'configs/protocols/comparison-greedy.yaml',
      seeds: [11],
    }).runs;
    for (const value of values) {
      const name = `warmupAt${String(value).replace('.', 'p')}`;
      const run = runs.find(({ cell }) => cell.row === 'A' && cell.arm === name)!;
      const { training, ...config } = first!.config;
      expect(run.config).toEqual({ ...config, training: { ...training, rateMultiplier: value } });
    }
  });

  it('takes from the choice of the rate what that has run', () => {
    const owners = runs
      .filter(({ cell }) => cell.row === 'H')
      .map(({ cell, config }) => [config.training.rateMultiplier, cell.experiment]);
    expect(new Set(owners.filter(([value]) => value === 2).flat())).toEqual(
      new Set([2, 'calibration']),
    );
    expect(new Set(owners.filter(([value]) => value === 4).flat())).toEqual(new Set([4, 'rates']));
  });

  it("marks the protocol's own value, which is one of the swept", () => {
    const { marked } = experiment.sweep!;
    const { training } = protocolLayer(experiment).value as {
      training: { rateMultiplier: number };
    };
    expect(marked?.value).toBe(training.rateMultiplier);
    expect(values).toContain(marked?.value);
  });
});

describe('the arms of a sweep', () => {
  const namesAt = (...values: number[]) =>
    Object.keys(
      armsOf(
        { none: { label: 'no warm-up', config: {} } },
        { key: 'training.rateMultiplier', symbol: 'm', values },
      ),
    );

  it('are named in letters and digits, as result files are', () => {
    expect(namesAt(-0.5, 1e-30, 2.8, 30, 1.5e21)).toEqual([
      'noneAtm0p5',
      'noneAt1em30',
      'noneAt2p8',
      'noneAt30',
      'noneAt1p5e21',
    ]);
  });

  it('are as many as there are values', () => {
    const numbers = fc.double({ noDefaultInfinity: true, noNaN: true });
    const distinct = fc.uniqueArray(numbers, { comparator: (a, b) => a === b, minLength: 2 });
    fc.assert(
      fc.property(distinct, (values) => {
        const names = namesAt(...values);
        expect(names).toHaveLength(values.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9]+$/);
      }),
    );
  });
});

describe('a rule that chooses a value', () => {
  const folder = temporaryFolder();

  /** Loads the experiment that chooses the rate with its text changed. */
  function changed(change: (text: string) => string) {
    const text = change(readFileSync(POINT, 'utf8')).replaceAll(
      'table2.yaml',
      resolve('experiments/table2.yaml'),
    );
    const file = folder('changed.yaml');
    writeFileSync(file, text);
    return () => loadExperiment(file);
  }

  it('is that of the paper’s row H', () => {
    const { operatingPoint, rows } = loadExperiment(POINT);
    expect(operatingPoint).toEqual({ row: 'H', arm: 'none', of: 'warmup' });
    expect(rows.H!.paper).toEqual({ warmup: 25.4, none: 21.5 });
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'without a sweep',
      (text) => text.replace(/sweep:\n(?: {2}.*\n)+/, ''),
      'chooses a value of a sweep, and there is none',
    ],
    [
      'of a row without numbers of the paper',
      (text) => text.replace('H: { from: table2.yaml }', 'H: { label: a row, config: {} }'),
      'the row H has no number of the paper in the arm none',
    ],
    [
      'of an arm that is not there',
      (text) => text.replace('arm: none, of', 'arm: nome, of'),
      'there is no row "H" with an arm "nome"',
    ],
    [
      'beside claims',
      (text) =>
        `${text}claims:\n  - { claim: c, higher: { row: H, arm: none }, lower: { row: H, arm: none } }\n`,
      'claims: given [{"claim":"c","higher":{"row":"H","arm":"none"},"lower":{"row":"H","arm":"none"}}]; an experiment with a sweep has none',
    ],
    ['of values that fall', (text) => text.replace('[2, 2.2', '[2.2, 2'), 'must rise'],
  ])('is refused %s', (_what, change, message) => {
    expect(changed(change)).toThrow(message);
  });
});

it('no claim compares the two arms of the row that chooses the rate: that would be no evidence', () => {
  for (const name of ['table1', 'table2', 'table3', 'questions', 'sm3', 'zoo', 'memory']) {
    const { claims } = loadExperiment(`experiments/${name}.yaml`);
    for (const claim of claims) {
      const rows = Object.values(claim).flatMap((part) =>
        typeof part === 'object' ? part.row : [],
      );
      expect(rows, claim.claim).not.toEqual(['H', 'H']);
    }
  }
});

it('a cell may have seeds of its own, unless others are asked for', () => {
  const seedsOf = (row: string, arm: string, seeds?: readonly number[]) =>
    planExperiment('experiments/table2.yaml', { rows: [row], arms: [arm], seeds }).runs.map(
      ({ seed }) => seed,
    );
  expect(seedsOf('A', 'none')).toEqual([11, 12, 13]);
  expect(seedsOf('Q3', 'warmup')).toEqual([11, 12]);
  expect(seedsOf('Q3', 'none')).toEqual([11]);
  expect(seedsOf('Q3', 'none', [7, 8])).toEqual([7, 8]);
});

it('no seed of the campaign was known when its protocol was written down: they begin at 11', () => {
  for (const name of ['table2', 'questions', 'table3', 'rates', 'calibration', 'norm', 'figure1']) {
    const { value } = loadYaml(`experiments/${name}.yaml`);
    expect(Math.min(...(value.seeds as number[])), name).toBe(11);
  }
});
