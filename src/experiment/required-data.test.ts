import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { planExperiment } from './definition.ts';
import { requireData } from './required-data.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-data-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The configuration of a run under `protocol`, with its corpus in `folder`. */
function configOf(protocol: string, ...overrides: string[]) {
  const plan = planExperiment('experiments/table1.yaml', {
    protocol: `configs/protocols/${protocol}.yaml`,
    overrides: [`data.corpus.folder=${folder}`, ...overrides],
  });
  return plan.runs[0]!.config;
}

function message(check: () => void): string {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  return expect.unreachable();
}

it('asks for nothing where everything is there', () => {
  const { runs } = planExperiment('experiments/table1.yaml');
  expect(() => requireData(runs[0]!.config)).not.toThrow();
});

it('names the file of a text corpus that is missing, and who says what to bring', () => {
  const text = message(() => requireData(configOf('tatoeba-small')));
  expect(text).toContain(
    `the protocol tatoeba-small has no data to run on: no corpus file at ${folder}/train.en`,
  );
  expect(text).toContain(
    'configs/data/tatoeba.yaml says how; or name another folder: --set data.corpus.folder=FOLDER',
  );
});

it('has the command that trains a missing vocabulary', () => {
  for (const split of ['train', 'dev', 'test']) {
    for (const language of ['en', 'de']) writeFileSync(join(folder, `${split}.${language}`), 'x\n');
  }
  const vocabulary = join(folder, 'mine-4000.model');
  const config = configOf('tatoeba-small', `data.vocabulary=${vocabulary}`);
  const text = message(() => requireData(config));
  expect(text).toContain(`no vocabulary at ${vocabulary}`);
  expect(text).toContain(
    `\n  npx sublinear vocab configs/data/tatoeba.yaml --size 4000 --set data.corpus.folder=${folder} --set data.vocabulary=${vocabulary}`,
  );
});

it('has the commands that prepare a data set', () => {
  const text = message(() => requireData(configOf('paper')));
  expect(text).toContain(`no prepared data in ${folder}`);
  expect(text).toContain('\n  npx sublinear data download configs/data/wmt14.yaml\n');
  expect(text).toContain('\n  npx sublinear data prepare configs/data/wmt14.yaml');
});

it('has nothing to download where the text is a folder of the user', () => {
  const text = message(() => requireData(configOf('wmtlike')));
  expect(text).not.toContain('data download');
  expect(text).toContain('\n  npx sublinear data prepare configs/data/wmtlike.yaml');
});
