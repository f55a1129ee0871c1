import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  SMALL_STEPS,
  type SmallStart,
  smallConfig,
  startSmallRun,
  writeSmallCorpus,
} from '../../test/support/small-run.ts';
import { startBackend } from '../backend/start.ts';
import { readLines } from '../data/text-files.ts';
import { graphExecutor } from '../graph/executor.ts';
import type { RunOptions } from './run-options.ts';
import {
  loadTrainedModel,
  type ParameterChoice,
  translateSentences,
  translateText,
  translatorState,
} from './trained-model.ts';

let backend: RunOptions['backend'];
let folder: string;

beforeAll(async () => {
  backend = await startBackend({ backend: 'tensorflow' });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-trained-'));
  writeSmallCorpus(join(folder, 'corpus'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const start = (options?: SmallStart) => startSmallRun(backend, folder, 'run', options);

describe('what a run has learned', () => {
  it('translates as the run itself did', async () => {
    await start();
    const sources = await readLines(join(folder, 'corpus', 'test.en'));
    for (const [choice, file] of [
      ['last', 'test'],
      ['polyak', 'test.polyak'],
      ['lastPoints', 'test.lastPoints'],
    ] as const) {
      const model = await loadTrainedModel(join(folder, 'run'), choice);
      expect(model.step).toBe(SMALL_STEPS);
      const executor = graphExecutor(translatorState(model));
      expect(await translateSentences(executor, model, sources)).toEqual(
        await readLines(join(folder, 'run', `${file}.translations.txt`)),
      );
      executor.dispose();
    }
  });

  it('is scored beside blank lines and lines that are too long, and translates them', async () => {
    const rewrite = async (name: string, change: (lines: string[]) => string[]) => {
      const file = join(folder, 'corpus', name);
      writeFileSync(file, `${change(await readLines(file)).join('\n')}\n`);
    };
    const long = Array.from({ length: 3000 }, () => 'dog').join(' ');
    for (const split of ['dev', 'test']) {
      await rewrite(`${split}.en`, ([first, ...rest]) => [first!, '', long, ' \u3000', ...rest]);
      await rewrite(`${split}.de`, ([first, ...rest]) => [first!, '', first!, first!, ...rest]);
    }
    await start();
    const translations = await readLines(join(folder, 'run', 'test.translations.txt'));
    expect(translations).toHaveLength(13);
    expect([translations[1], translations[3]]).toEqual(['', '']);
    const log = readFileSync(join(folder, 'run', 'log.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const warnings = log
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'lines cut that are too long');
    expect(warnings.map(({ set, lines }) => [set, lines])).toEqual([
      ['dev', [3]],
      ['test', [3]],
    ]);
    const model = await loadTrainedModel(join(folder, 'run'), 'last');
    const executor = graphExecutor(translatorState(model));
    const sources = await readLines(join(folder, 'corpus', 'test.en'));
    const { cut, parts } = translateText(executor, model, sources);
    expect(cut.map(({ line }) => line)).toEqual([3]);
    const found: string[] = [];
    for await (const part of parts()) found.push(...part);
    expect(found).toEqual(translations);
    executor.dispose();
  });

  it('gives translations in the order of the text, some at a time', async () => {
    await start();
    const model = await loadTrainedModel(join(folder, 'run'), 'last');
    const few = await readLines(join(folder, 'corpus', 'test.en'));
    const executor = graphExecutor(translatorState(model));
    const expected = await translateSentences(executor, model, few);
    const many = Array.from({ length: 150 }, () => few).flat();
    const sizes: number[] = [];
    const found: string[] = [];
    for await (const part of translateText(executor, model, many).parts()) {
      sizes.push(part.length);
      found.push(...part);
    }
    expect(sizes).toEqual([1024, 476]);
    expect(found).toEqual(Array.from({ length: 150 }, () => expected).flat());
    executor.dispose();
  });

  it('is refused where there is none, or not this one', async () => {
    const choose = (choice: ParameterChoice) => loadTrainedModel(join(folder, 'run'), choice);
    await expect(choose('last')).rejects.toThrow('no config.json');
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run', 'config.json'), JSON.stringify(smallConfig(folder)));
    await expect(choose('last')).rejects.toThrow('no checkpoint there');
    await start({ executor: 'eager', change: { stopAt: { steps: 4 } } });
    await expect(choose('lastPoints')).rejects.toThrow('it has last, best, polyak');
  });

  it('is not believed where the configuration or the vocabulary is another', async () => {
    await start({ executor: 'eager' });
    const load = () => loadTrainedModel(join(folder, 'run'), 'last');
    const file = join(folder, 'run', 'config.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"heads": 2', '"heads": 4'));
    await expect(load()).rejects.toThrow(
      `${file} is not what the run was trained with: model.heads was 2 and is 4; start the training`,
    );
    writeFileSync(file, text);
    expect((await load()).step).toBe(SMALL_STEPS);
  });

  it('is loaded too where a limit ended the run', async () => {
    await start({ executor: 'eager', change: { stopAt: { steps: 5 } } });
    expect((await loadTrainedModel(join(folder, 'run'), 'polyak')).step).toBe(5);
  });

  it('is not taken from an older checkpoint without a word', async () => {
    await start({ executor: 'eager' });
    const path = join(folder, 'run', 'checkpoints', 'step-000000012.safetensors');
    truncateSync(path, 5000);
    await expect(loadTrainedModel(join(folder, 'run'), 'last')).rejects.toThrow(
      `${path} is damaged`,
    );
  });
});
