import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { codeCommit } from './provenance.ts';

const folder = temporaryFolder();

const WHO = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];

const git = (...args: string[]) =>
  execFileSync('git', [...WHO, ...args], { cwd: folder(), stdio: ['ignore', 'pipe', 'ignore'] });

beforeEach(() => {
  mkdirSync(folder('results'));
  for (const file of ['code.ts', 'results/A.json']) writeFileSync(folder(file), 'before');
  git('init');
  git('add', '.');
  git('commit', '--message', 'first');
});

it('is that of a checkout in which only results have changed', () => {
  const commit = codeCommit(folder());
  expect(commit).toMatch(/^[0-9a-f]{12}$/);
  writeFileSync(folder('results/A.json'), 'after');
  writeFileSync(folder('new.txt'), 'not tracked');
  expect(codeCommit(folder())).toBe(commit);
  git('add', 'results');
  expect(codeCommit(folder())).toBe(commit);
});

it('says that code has changed, whether it is staged or not', () => {
  const commit = codeCommit(folder());
  writeFileSync(folder('code.ts'), 'after');
  expect(codeCommit(folder())).toBe(`${commit}-dirty`);
  git('add', '.');
  expect(codeCommit(folder())).toBe(`${commit}-dirty`);
});

it('is unknown without a history', () => {
  rmSync(folder('.git'), { recursive: true });
  expect(codeCommit(folder())).toBe('unknown');
});
