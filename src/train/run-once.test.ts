import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  SMALL_STEPS,
  type SmallStart,
  smallRunOptions,
  writeSmallCorpus,
} from '../../test/support/small-run.ts';
import { startBackend } from '../backend/start.ts';
import { readResult } from '../results/store.ts';
import { runOnce } from './run-once.ts';
import type { RunOptions } from './run-options.ts';

let backend: RunOptions['backend'];
let folder: string;
let resultFile: string;

beforeAll(async () => {
  backend = await startBackend({ backend: 'tensorflow' });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-once-'));
  resultFile = join(folder, 'results', 'A-warmup-s1.json');
  writeSmallCorpus(join(folder, 'corpus'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const once = (start?: SmallStart) =>
  runOnce(smallRunOptions(backend, folder, 'run', start), resultFile);

it('does the run and writes its result', async () => {
  expect(await once()).toEqual({ kind: 'finished' });
  expect(readResult(resultFile)!.training.steps).toBe(SMALL_STEPS);
});

it('leaves a result and the folder as they are where another process was first', async () => {
  await once();
  const log = join(folder, 'run', 'log.ndjson');
  const state = () => [readFileSync(resultFile, 'utf8'), readFileSync(log, 'utf8')];
  const before = state();
  const written = statSync(resultFile).mtimeMs;
  // Even one that was told to begin anew.
  expect(await once({ resume: false })).toEqual({ kind: 'finished' });
  expect(state()).toEqual(before);
  expect(statSync(resultFile).mtimeMs).toBe(written);
});

it('writes no result of a run that was stopped', async () => {
  expect(await once({ stopAt: 5 })).toEqual({ kind: 'interrupted', step: 5 });
  expect(existsSync(resultFile)).toBe(false);
});
