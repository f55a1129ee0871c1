import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { main } from '../cli/main.ts';
import { planExperiment } from './definition.ts';

/** The commands that `make` would run, without those of `make setup`. */
function commandsOf(...target: string[]): string[] {
  return execFileSync('make', ['--dry-run', ...target], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('npx sublinear'));
}

/** What make's shell would make of a command's arguments. */
const argumentsOf = (command: string): string[] =>
  command
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replaceAll("'", ''));

const listed = execFileSync('make', ['help'], { encoding: 'utf8' });

describe.each([
  'table1',
  'table2',
  'table3',
  'questions',
  'sm3',
  'zoo',
  'memory',
  'calibration',
  'rates',
  'norm',
  'successors',
  'which-adafactor',
])('make %s', (name) => {
  it('runs the experiment and prints its table, under what the variables say', () => {
    const [run, table] = commandsOf(name, 'PROTOCOL=demo', 'SEEDS=1,2', 'ARMS=x', 'WORKERS=3');
    const selection = "--protocol 'configs/protocols/demo.yaml' --seeds '1,2' --arms 'x'";
    for (const [command, verb] of [
      [run, 'run'],
      [table, 'table'],
    ]) {
      expect(argumentsOf(command!).join(' ')).toContain(
        `${verb} experiments/${name}.yaml ${verb === 'run' ? '--workers 3 ' : ''}${selection.replaceAll("'", '')}`,
      );
    }
    expect(listed).toContain(` ${name} `);
  });

  it('has a target for a row', () => {
    const [first, second] = Object.keys(planExperiment(`experiments/${name}.yaml`).experiment.rows);
    for (const command of commandsOf(`${name}-${first},${second}`).slice(0, 2)) {
      expect(argumentsOf(command).join(' ')).toContain(
        `experiments/${name}.yaml ${command.includes(' run ') ? '--workers 2 ' : ''}--only ${first},${second}`,
      );
    }
  });
});

describe('an ablation', () => {
  const names = [...listed.matchAll(/make (ablation-[a-z0-9-]+)/g)].map(([, name]) => name!);

  it('is there for each part of Adafactor', () => {
    for (const part of [
      'momentum',
      'factored',
      'row-only',
      'column-only',
      'no-clipping',
      'beta2-schedule',
      'relative-step',
    ]) {
      expect(names).toContain(`ablation-${part}`);
    }
  });

  it.each(names)('make %s has rows that are there, and claims about them', (name) => {
    const commands = commandsOf(name);
    expect(commands.length).toBeGreaterThanOrEqual(2);
    for (const command of commands) {
      const words = argumentsOf(command);
      const rows = words[words.indexOf('--only') + 1]!.split(',');
      const { experiment } = planExperiment(words[3]!, { rows });
      expect(Object.keys(experiment.rows)).toEqual(rows);
      expect(experiment.claims.length).toBeGreaterThan(0);
    }
  });
});

it('exits with code 2 for a protocol that is not there, and lists those that are', async () => {
  const [run] = commandsOf('table2-O', 'PROTOCOL=nonesuch');
  expect(await main(argumentsOf(run!).slice(2))).toBe(2);
});
