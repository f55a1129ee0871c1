import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { openEventFile, removeEvents, writeScores } from './event-file.ts';

const folder = temporaryFolder();

it('begins a file of its own at each start, after those that are there', () => {
  for (const step of [1, 1, 8]) openEventFile(folder(), step).scalars(9, { loss: 1 });
  expect(readdirSync(folder()).sort()).toEqual([
    'events.out.tfevents.0000000001',
    'events.out.tfevents.0000000002',
    'events.out.tfevents.0000000003',
  ]);
});

it('replaces the scores of a run that is scored again', () => {
  writeScores(folder(), [{ step: 9, scalars: { bleu: 1 } }]);
  const { length } = readFileSync(folder('events.out.tfevents.scores'));
  writeScores(folder(), [{ step: 9, scalars: { bleu: 2 } }]);
  expect(readdirSync(folder())).toHaveLength(1);
  expect(readFileSync(folder('events.out.tfevents.scores'))).toHaveLength(length);
});

it('removes events, and nothing else', () => {
  openEventFile(folder(), 1);
  writeScores(folder(), [{ step: 9, scalars: { bleu: 1 } }]);
  writeFileSync(folder('log.ndjson'), '');
  removeEvents(folder());
  expect(readdirSync(folder())).toEqual(['log.ndjson']);
});

it('says what to do where nothing can be written', () => {
  const file = openEventFile(folder(), 1);
  rmSync(folder('events.out.tfevents.0000000001'));
  mkdirSync(folder('events.out.tfevents.0000000001'));
  expect(() => file.scalars(1, { loss: 1 })).toThrow(UserError);
  expect(() => file.scalars(1, { loss: 1 })).toThrow('there is a folder where a file must be');
});

const vectors = fileURLToPath(new URL('./vectors/', import.meta.url));
const python = join(vectors, '.venv/bin/python');
const reason = existsSync(python) ? '' : ' (skipped: `make tensorboard-vectors` installs it)';

it.skipIf(reason !== '')(`TensorBoard shows each point of a resumed run once${reason}`, () => {
  // Killed after step 30, in the middle of a record, and started again from the checkpoint of 20.
  const run = folder('A-none-s1');
  const first = openEventFile(run, 1);
  for (const step of [10, 20, 30, 40]) {
    first.scalars(step, { 'train/loss': 100 - step, 'train/tokens_per_second': 0.5 });
    if (step === 20) first.scalars(step, { 'dev/log_perplexity': 2.5 });
  }
  const [name] = readdirSync(run);
  truncateSync(join(run, name!), readFileSync(join(run, name!)).length - 7);
  const second = openEventFile(run, 21);
  for (const step of [30, 40]) {
    second.scalars(step, { 'train/loss': 200 - step, 'train/tokens_per_second': 0.25 });
  }
  second.scalars(40, { 'dev/log_perplexity': 2.25 });
  // Started once more when all steps were done, only to be scored.
  openEventFile(run, 41);
  writeScores(run, [{ step: 40, scalars: { 'test/bleu': 12 } }]);
  writeScores(run, [{ step: 40, scalars: { 'test/bleu': 12.5 } }]);
  const other = openEventFile(folder('B-none-s1'), 1);
  other.scalars(10, { 'train/loss': 3 });

  const expected = {
    'A-none-s1': {
      'train/loss': [
        [10, 90],
        [20, 80],
        [30, 170],
        [40, 160],
      ],
      'train/tokens_per_second': [
        [10, 0.5],
        [20, 0.5],
        [30, 0.25],
        [40, 0.25],
      ],
      'dev/log_perplexity': [
        [20, 2.5],
        [40, 2.25],
      ],
      'test/bleu': [[40, 12.5]],
    },
    'B-none-s1': { 'train/loss': [[10, 3]] },
  };
  const shown = JSON.parse(
    execFileSync(python, [join(vectors, 'read_events.py'), folder()], {
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  );
  expect(shown).toEqual({ python: expected, server: expected });
});
