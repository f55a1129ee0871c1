import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { allParts, SMALL_STEPS, smallConfig, smallRuns } from '../../test/support/small-run.ts';
import { readLines } from '../data/text-files.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { graphExecutor } from '../graph/executor.ts';
import { run } from './run.ts';
import {
  loadTrainedModel,
  type ParameterChoice,
  translateText,
  translatorState,
} from './trained-model.ts';

const { inFolder, options, start } = smallRuns();

describe('what a run has learned', () => {
  it('translates as the run itself did', async () => {
    await start('run');
    const sources = await readLines(inFolder('corpus', 'test.en'));
    for (const [choice, file] of [
      ['last', 'test'],
      ['polyak', 'test.polyak'],
      ['lastPoints', 'test.lastPoints'],
    ] as const) {
      const model = await loadTrainedModel(inFolder('run'), choice);
      expect(model.step).toBe(SMALL_STEPS);
      const executor = graphExecutor(translatorState(model));
      expect(await allParts(translateText(executor, model, sources))).toEqual(
        await readLines(inFolder('run', `${file}.translations.txt`)),
      );
      executor.dispose();
    }
  });

  it('is scored beside blank lines and lines that are too long, and translates them', async () => {
    const rewrite = async (name: string, change: (lines: string[]) => string[]) => {
      const file = inFolder('corpus', name);
      writeFileSync(file, `${change(await readLines(file)).join('\n')}\n`);
    };
    const long = Array.from({ length: 3000 }, () => 'dog').join(' ');
    for (const split of ['dev', 'test']) {
      await rewrite(`${split}.en`, ([first, ...rest]) => [first!, '', long, ' \u3000', ...rest]);
      await rewrite(`${split}.de`, ([first, ...rest]) => [first!, '', first!, first!, ...rest]);
    }
    await start('run');
    const translations = await readLines(inFolder('run', 'test.translations.txt'));
    expect(translations).toHaveLength(13);
    expect([translations[1], translations[3]]).toEqual(['', '']);
    const log = readFileSync(inFolder('run', 'log.ndjson'), 'utf8').trim().split('\n');
    const warnings = log
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'lines cut that are too long');
    expect(warnings.map(({ set, lines }) => [set, lines])).toEqual([
      ['dev', [3]],
      ['test', [3]],
    ]);
    const model = await loadTrainedModel(inFolder('run'), 'last');
    const executor = graphExecutor(translatorState(model));
    const sources = await readLines(inFolder('corpus', 'test.en'));
    const { cut, parts } = translateText(executor, model, sources);
    expect(cut.map(({ line }) => line)).toEqual([3]);
    expect(await allParts({ parts })).toEqual(translations);
    executor.dispose();
  });

  it('gives translations in the order of the text, some at a time', async () => {
    await start('run');
    const model = await loadTrainedModel(inFolder('run'), 'last');
    const few = await readLines(inFolder('corpus', 'test.en'));
    const executor = graphExecutor(translatorState(model));
    const expected = await allParts(translateText(executor, model, few));
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
    const choose = (choice: ParameterChoice) => loadTrainedModel(inFolder('run'), choice);
    await expect(choose('last')).rejects.toThrow('no config.json');
    mkdirSync(inFolder('run'));
    writeFileSync(inFolder('run', 'config.json'), JSON.stringify(smallConfig(inFolder())));
    await expect(choose('last')).rejects.toThrow('no checkpoint there');
    await start('run', { executor: 'eager', change: { stopAt: { steps: 4 } } });
    await expect(choose('lastPoints')).rejects.toThrow('it has last, best, polyak');
  });

  it('is on one line for each line of the text, whatever the vocabulary spells', async () => {
    await start('run', { executor: 'eager' });
    const model = await loadTrainedModel(inFolder('run'), 'last');
    const vocabulary = { ...model.vocabulary, decode: () => 'ein\nHund' };
    const executor = eagerExecutor(translatorState(model));
    const text = translateText(executor, { ...model, vocabulary }, ['a dog', 'a cat']);
    expect(await allParts(text)).toEqual(['ein Hund', 'ein Hund']);
    executor.dispose();
  });

  it.each(['last', 'best', 'polyak'] as const)(
    'keeps the %s parameters alone in memory',
    async (choice) => {
      await start('run', { executor: 'eager', change: { rateMultiplier: 1000 } });
      const before = tf.memory().numTensors;
      const { parameters } = await loadTrainedModel(inFolder('run'), choice);
      expect(tf.memory().numTensors - before).toBe(Object.keys(parameters).length);
    },
  );

  it('is not believed where the vocabulary is another', async () => {
    const vocabulary = inFolder('own.model');
    copyFileSync('configs/data/builtin.model', vocabulary);
    const given = options('run', { executor: 'eager', change: { stopAt: { steps: 1 } } });
    await run({
      ...given,
      config: { ...given.config, data: { ...given.config.data, vocabulary } },
    });
    const load = () => loadTrainedModel(inFolder('run'), 'last');
    expect((await load()).step).toBe(1);
    // A field that no reader knows: the same subwords from another file.
    appendFileSync(vocabulary, Buffer.of(0xf8, 0x07, 0x01));
    await expect(load()).rejects.toThrow(
      `${vocabulary} is not the vocabulary that the run was trained with: its sha256 is `,
    );
  });

  it('is not believed where the configuration is another', async () => {
    await start('run', { executor: 'eager' });
    const load = () => loadTrainedModel(inFolder('run'), 'last');
    const file = inFolder('run', 'config.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"heads": 2', '"heads": 4'));
    await expect(load()).rejects.toThrow(
      `${file} is not what the run was trained with: model.heads was 2 and is 4; start the training`,
    );
    writeFileSync(file, text);
    expect((await load()).step).toBe(SMALL_STEPS);
  });

  it('is loaded too where a limit ended the run', async () => {
    await start('run', { executor: 'eager', change: { stopAt: { steps: 5 } } });
    expect((await loadTrainedModel(inFolder('run'), 'polyak')).step).toBe(5);
  });

  it('is not taken from an older checkpoint without a word', async () => {
    await start('run', { executor: 'eager' });
    const path = inFolder('run', 'checkpoints', 'step-000000012.safetensors');
    truncateSync(path, 5000);
    await expect(loadTrainedModel(inFolder('run'), 'last')).rejects.toThrow(`${path} is damaged`);
  });
});
