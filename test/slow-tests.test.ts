import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SLOW } from '../vitest.config.ts';

const linesOf = (command: string, ...args: string[]): string[] =>
  execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

/** The patterns without braces: `{a,b}.ts` is two. */
const patterns = linesOf('bash', '-fc', `printf '%s\\n' ${SLOW.join(' ')}`);

it.each(patterns)('the slow tests %s are there', (pattern) => {
  const known = linesOf('git', 'ls-files', '--cached', '--others', '--', `:(glob)${pattern}`);
  expect(known.some((file) => existsSync(file))).toBe(true);
});
