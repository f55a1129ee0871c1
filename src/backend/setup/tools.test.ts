import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findTools } from './tools.mjs';

const checkTools = path.join(import.meta.dirname, 'check-tools.mjs');

it('finds every tool on a machine that set-up has run on', () => {
  expect(findTools().filter((tool) => tool.found === undefined)).toEqual([]);
});

it('names each missing tool with what to do, and exits with code 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [checkTools], {
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  expect(status).toBe(2);
  for (const name of ['Python 3', 'pip', 'C\\+\\+ compiler', 'make']) {
    expect(stderr).toMatch(new RegExp(`^error: ${name}: not found; install it`, 'm'));
  }
});

it('looks for the compiler that CXX names', () => {
  const compiler = findTools({ ...process.env, CXX: 'no-such-compiler' }).find(
    (tool) => tool.name === 'C++ compiler',
  );
  expect(compiler?.found).toBeUndefined();
});
