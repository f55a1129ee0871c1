import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { RunConfig } from '../config/run-config.ts';
import { UserError } from '../platform/errors.ts';
import { planExperiment } from './plan.ts';
import { requireData } from './required-data.ts';

const folder = temporaryFolder();

/** The configuration of a run under `protocol`, with its corpus in `folder`. */
function configOf(protocol: string, ...overrides: string[]) {
  const plan = planExperiment('experiments/table1.yaml', {
    protocol: `configs/protocols/${protocol}.yaml`,
    overrides: [`data.corpus.folder=${folder()}`, ...overrides],
  });
  return plan.runs[0]!.config;
}

/** What is said of the data of a run that is missing. */
function missing(config: RunConfig): string {
  try {
    requireData(config);
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
  const text = missing(configOf('comparison'));
  expect(text).toContain(
    `the protocol comparison has no data to run on: no file at ${folder()}/train.en`,
  );
  expect(text).toContain('; check data.corpus in the configuration');
  expect(text).toContain(
    'configs/data/tatoeba.yaml says how; or name another folder: --set data.corpus.folder=FOLDER',
  );
});

it('has the command that trains a missing vocabulary', () => {
  for (const split of ['train', 'dev', 'test']) {
    for (const language of ['en', 'de']) writeFileSync(folder(`${split}.${language}`), 'x\n');
  }
  const vocabulary = folder('mine-4000.model');
  const config = configOf('comparison', `data.vocabulary=${vocabulary}`);
  const text = missing(config);
  expect(text).toContain(`no vocabulary at ${vocabulary}`);
  expect(text).toContain(
    `\n  npx sublinear vocab configs/data/tatoeba.yaml --size 4000 --set data.corpus.folder=${folder()} --set data.vocabulary=${vocabulary}`,
  );
});

it('has the commands that prepare a data set', () => {
  const text = missing(configOf('paper'));
  expect(text).toContain(`no prepared data in ${folder()}`);
  expect(text).toContain('\n  npx sublinear data download configs/data/wmt14.yaml\n');
  expect(text).toContain('\n  npx sublinear data prepare configs/data/wmt14.yaml');
});

it('has nothing to download where the text is a folder of the user', () => {
  const text = missing(configOf('wmtlike'));
  expect(text).not.toContain('data download');
  expect(text).toContain('\n  npx sublinear data prepare configs/data/wmtlike.yaml');
});
