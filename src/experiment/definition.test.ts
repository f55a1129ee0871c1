import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { loadExperiment } from './definition.ts';
import { planExperiment } from './plan.ts';
import { comparisonOf } from './schema.ts';

const TABLE_1 = 'experiments/table1.yaml';
const TABLE_2 = 'experiments/table2.yaml';
const DEMO = 'configs/protocols/demo.yaml';

describe('tuning', () => {
  const { runs, tunings } = planExperiment('test/support/tuned.yaml');

  it('tries the same multiples of the rate for every row, in one arm with one seed', () => {
    expect(tunings.map(({ row }) => row)).toEqual([...new Set(runs.map(({ cell }) => cell.row))]);
    for (const { row, candidates } of tunings) {
      expect(candidates.map(({ factor }) => factor)).toEqual([0.1, 0.3, 1, 3, 10]);
      const own = runs.find(({ cell }) => cell.row === row)!;
      expect({ ...candidates[2]!, factor: undefined }).toEqual({ ...own, factor: undefined });
      for (const { cell, seed } of candidates) {
        expect([cell, seed]).toEqual([{ experiment: 'tuned', row, arm: 'warmup' }, 11]);
      }
    }
    const sgd = tunings.find(({ row }) => row === 'SGD')!;
    expect(sgd.candidates.map(({ config }) => config.optimizer)).toEqual(
      [2, 6, 20, 60, 200].map((factor) => ({ name: 'sgd', factor })),
    );
  });

  it('comes with a row that is taken from where it is tuned', () => {
    const memory = planExperiment('experiments/memory.yaml', { rows: ['A', 'SM3II'] });
    const [tuning] = memory.tunings;
    expect(memory.tunings).toHaveLength(1);
    expect(tuning).toEqual(
      planExperiment('experiments/sm3.yaml').tunings.find(({ row }) => row === 'SM3II'),
    );
  });

  it('refuses one number for all that is to be tried', () => {
    const overrides = ['optimizer.factor=0.5'];
    expect(() => planExperiment('test/support/tuned.yaml', { overrides })).toThrow(
      '--set makes optimizer.factor 0.5 in every run, but several values are to be tried there for ' +
        'the row SGD',
    );
  });
});

describe('a selection', () => {
  it('keeps its order, and of the experiment what it selects', () => {
    const { experiment, runs } = planExperiment(TABLE_2, {
      rows: ['N', 'L', 'N'],
      arms: ['none'],
      seeds: [2, 1],
    });
    expect(runs.map(({ cell, seed }) => `${cell.row}${seed}`)).toEqual(['N2', 'L2', 'N1', 'L1']);
    expect(Object.keys(experiment.rows)).toEqual(['N', 'L']);
    expect(Object.keys(experiment.arms)).toEqual(['none']);
    // How sure a verdict is depends on how many claims are judged, whatever is shown of them.
    expect(experiment.claims).toEqual(loadExperiment(TABLE_2).claims);
  });

  it.each([
    [{ rows: ['A', 'Z'] }, 'there is no row "Z"; the experiment has A, B, Bt, C'],
    [{ arms: ['cold'] }, 'there is no arm "cold"; the experiment has warmup, none'],
  ])('refuses %j', (options, message) => {
    expect(() => planExperiment(TABLE_2, options)).toThrow(UserError);
    expect(() => planExperiment(TABLE_2, options)).toThrow(message);
  });

  it('refuses a row in arms that it is not run in', () => {
    const options = { rows: ['B'], arms: ['none'] };
    expect(() => planExperiment('experiments/differences.yaml', options)).toThrow(
      'no row of B is run in an arm of none',
    );
  });
});

describe('an experiment file', () => {
  const folder = temporaryFolder();

  function experiment(change: string): string {
    const path = folder('mine.yaml');
    writeFileSync(path, `extends: ${resolve(TABLE_1)}\nprotocol: ${resolve(DEMO)}\n${change}`);
    return path;
  }

  it('gains a row by four lines: those that the manual shows', () => {
    const manual = readFileSync('docs/using.md', 'utf8');
    const [, row] = /```yaml\n(rows:\n[^`]*)```/.exec(manual)!;
    expect(row!.trim().split('\n')).toHaveLength(4);
    const { runs } = planExperiment(experiment(row!));
    const added = runs.filter(({ cell }) => cell.row === 'X');
    expect(added.map(({ cell }) => cell.arm)).toEqual(['warmup', 'none']);
    // Adafactor without clipping, as it says.
    const [same] = planExperiment('experiments/questions.yaml', {
      rows: ['OUnclipped'],
      protocol: DEMO,
      seeds: [1],
    }).runs;
    expect(added[0]!.config).toEqual(same!.config);
  });

  it('runs each cell with each seed', () => {
    const { runs } = planExperiment(experiment('seeds: [1, 2, 3]'));
    expect(runs).toHaveLength(30);
    expect(new Set(runs.map(({ config }) => config.training.seed))).toEqual(new Set([1, 2, 3]));
  });

  it('has claims of three kinds', () => {
    const [none, warmup] = ['{ row: A, arm: none }', '{ row: A, arm: warmup }'];
    const path = experiment(
      [
        'claims:',
        `  - { claim: a, higher: ${none}, lower: ${warmup} }`,
        `  - { claim: b, notLower: ${none}, than: ${warmup} }`,
        `  - { claim: c, equal: ${none}, to: ${warmup} }`,
      ].join('\n'),
    );
    const [first, second] = [
      { row: 'A', arm: 'none' },
      { row: 'A', arm: 'warmup' },
    ];
    expect(loadExperiment(path).claims.map(comparisonOf)).toEqual(
      ['higher', 'notLower', 'equal'].map((kind) => ({ kind, first, second })),
    );
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
    [
      'a claim about an arm that its row is not run in',
      'rows: { A: { arms: [warmup] } }',
      'there is no row "A" with an arm "none"',
    ],
    [
      'an arm of a row that is not there',
      'rows: { A: { arms: [cold] } }',
      'there is no arm "cold"',
    ],
    ['a row without its label', 'rows: { X: { config: {} } }', 'rows.X.label: missing; a row has'],
    [
      'a row from another experiment with a config of its own',
      'rows: { X: { from: t.yaml, config: {} } }',
      "is the row's of t.yaml",
    ],
    [
      'a row from a file that is not there',
      'rows: { X: { from: t.yaml } }',
      't.yaml: cannot be read',
    ],
    [
      'a row that is not where it is to be from',
      `rows: { X: { from: ${resolve(TABLE_2)} } }`,
      'table2.yaml has no row X to take from it; it has A, B',
    ],
    [
      'a row from where an arm of its name is another',
      `arms: { none: { config: { schedule: { warmup: true } } } }\nrows: { Q1: { from: ${resolve(TABLE_2)} } }`,
      'the arm none has another config there',
    ],
    ['a row from the file itself', 'rows: { X: { from: mine.yaml } }', 'in a circle'],
    [
      'tuning in an arm that is not there',
      'tuning: { key: optimizer.factor, factors: [1, 2], arm: cold, seed: 1 }',
      'tuning.arm: given "cold"; there is no arm "cold"',
    ],
    [
      'a grid with a number twice',
      'tuning: { key: optimizer.factor, factors: [1, 1], arm: none, seed: 1 }',
      'must differ',
    ],
    [
      'tuning with neither a seed nor studies',
      'tuning: { key: optimizer.factor, factors: [1, 2], arm: none }',
      'has either a seed, with which all of the grid is tried, or studies',
    ],
    [
      'a setting to search where there are no studies',
      'rows: { A: { search: { optimizer.beta2: [0.9, 0.99] } } }',
      'rows.A.search: given {"optimizer.beta2":[0.9,0.99]}; is for the studies of `tuning`',
    ],
    [
      'a claim of equality about an arm that is not there',
      'claims: [{ claim: c, equal: { row: A, arm: none }, to: { row: A, arm: cold } }]',
      'claims.0.to: given {"row":"A","arm":"cold"}; there is no row "A" with an arm "cold"',
    ],
    [
      'a claim of two kinds',
      'claims: [{ claim: c, higher: { row: A, arm: none }, than: { row: A, arm: warmup } }]',
      'claims.0',
    ],
    ['a target that is not there', 'target: { row: Z, arm: none }', 'there is no row "Z"'],
    ['an unknown key', 'rowz: {}', 'unknown key "rowz"'],
    ['a row name with a slash', 'rows: { a/b: { label: x, config: {} } }', 'letters and digits'],
  ])('refuses %s', (_what, change, message) => {
    const path = experiment(change);
    expect(() => loadExperiment(path)).toThrow(UserError);
    expect(() => loadExperiment(path)).toThrow(message);
  });

  it('refuses to tune what is no number, naming the row', () => {
    const studies = '{ seeds: [21], trials: 5 }';
    const twice = `tuning: { key: optimizer.factor, factors: [1, 2, 3, 4, 5], arm: none, studies: ${studies} }`;
    expect(() => planExperiment(experiment(twice))).toThrow(
      'tuning.factors: a study would try 4 twice; give more values, or fewer trials',
    );
    const tuning = 'tuning: { key: optimizer.factor, factors: [1, 2], arm: none, seed: 1 }';
    expect(() => planExperiment(experiment(tuning))).toThrow(
      'mine.yaml: tuning.key optimizer.factor: the row A has no number there',
    );
  });

  it('refuses a row whose configuration is not valid, naming the row', () => {
    const row = 'rows: { A: { config: { optimizer: [{ link: magic }] } } }';
    expect(() => planExperiment(experiment(row))).toThrow(/row A.*rows\.A\.config.*"magic"/s);
  });
});
