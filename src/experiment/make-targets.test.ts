import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sublinearHere } from '../../test/support/command-line.ts';
import { loadExperiment } from './definition.ts';
import { planExperiment } from './plan.ts';

/** The commands that `make` would run, as words, without those of `make setup`. */
function commandsOf(...target: string[]): string[][] {
  return execFileSync('make', ['--dry-run', ...target], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('node packages/cli/sublinear.mjs run'))
    .map((line) => line.replaceAll("'", '').trim().split(/\s+/).slice(2));
}

const EXPERIMENTS = readdirSync('experiments')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'));

const HELP = execFileSync('make', ['help'], { encoding: 'utf8' });

describe.each(EXPERIMENTS)('make %s', (name) => {
  it('runs the experiment and prints its table, under what the variables say', () => {
    const variables = ['PROTOCOL=demo', 'SEEDS=1,2', 'ARMS=x', 'GROUP=g', 'WORKERS=3'];
    const selection = '--protocol demo --seeds 1,2 --arms x --group g'.split(' ');
    expect(commandsOf(name, ...variables)).toEqual([
      ['run', name, '--workers', '3', ...selection, '--table'],
    ]);
  });

  it('is named by make help', () => {
    expect(HELP).toMatch(new RegExp(`^EXPERIMENT: .*\\b${name}\\b`, 'm'));
  });
});

it('make EXPERIMENT-ROWS runs these rows alone', () => {
  expect(commandsOf('table2-O,P')).toEqual([
    ['run', 'table2', '--workers', '2', '--only', 'O,P', '--table'],
  ]);
});

describe('a group of rows', () => {
  const groups = EXPERIMENTS.map((name) => loadExperiment(`experiments/${name}.yaml`)).flatMap(
    ({ file, groups }) =>
      Object.entries(groups).map(([group, { rows }]) => ({ file, group, rows })),
  );

  it.each(groups)('$file $group plans its rows, and they have a claim', ({ file, group, rows }) => {
    const { experiment } = planExperiment(file, { group });
    expect(Object.keys(experiment.rows)).toEqual(rows);
    const cells = experiment.claims.flatMap((claim) =>
      Object.values(claim).flatMap((side) => (typeof side === 'object' ? [side.row] : [])),
    );
    expect(cells.filter((row) => rows.includes(row)).length).toBeGreaterThanOrEqual(2);
  });

  it('is what make ablation-GROUP runs', () => {
    expect(commandsOf('ablation-momentum')).toEqual([
      ['run', 'table2', '--workers', '2', '--group', 'momentum', '--table'],
    ]);
  });

  it.each([
    [['--group', 'momentun'], 'no group "momentun" (did you mean momentum?); the experiment has'],
    [['--group', 'momentum', '--only', 'A'], '--only and --group each say which rows'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await sublinearHere('run', 'table2', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

it('exits with code 2 for a protocol that is not there', async () => {
  const [run] = commandsOf('table2-O', 'PROTOCOL=nonesuch');
  const { code, stderr } = await sublinearHere(...run!);
  expect(code).toBe(2);
  for (const protocol of ['comparison', 'demo', 'paper']) expect(stderr).toContain(protocol);
});
