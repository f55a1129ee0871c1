import type { RunConfig } from '../../config/run-config.ts';
import type { SentencePair } from '../../data/corpus.ts';
import { UserError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { flag, text } from '../option.ts';
import { loadTranslator, RUN_FOLDER, TRANSLATING } from '../trained-model.ts';

/** The test set that the run itself is scored on. */
async function testPairs({ data, training }: RunConfig): Promise<readonly SentencePair[]> {
  const { openTrainingData } = await import('../../data/training-data.ts');
  const { batches, test } = await openTrainingData(data, training.seed);
  batches.close();
  return test;
}

export const evaluateCommand = command({
  usage: 'evaluate <run>',
  describe: "Score a run's translations of a test set, its own or another",
  positionals: { run: RUN_FOLDER },
  options: {
    ...TRANSLATING,
    source: text(
      "Sentences to translate, one a line; goes with --reference [default: the run's own test set]",
    ),
    reference: text('Their translations, one a line; goes with --source'),
    json: flag('Print the score as JSON'),
  },
  handler: async (args) => {
    const { source, reference } = args;
    if ((source === undefined) !== (reference === undefined)) {
      throw new UserError('--source and --reference go together: give both, or neither');
    }
    const { readPairs } = await import('../../data/corpus.ts');
    const { corpusBleu } = await import('sacrebleu-ts');
    const { model, translate } = await loadTranslator(args);
    const pairs =
      source === undefined || reference === undefined
        ? await testPairs(model.config)
        : await readPairs(source, reference);
    const translations: string[] = [];
    for await (const part of translate(pairs.map((pair) => pair.source))) {
      translations.push(...part);
    }
    const { tokenize } = model.config.evaluation;
    const bleu = corpusBleu(translations, [pairs.map(({ target }) => target)], { tokenize });
    console.log(
      args.json
        ? JSON.stringify({ step: model.step, sentences: pairs.length, ...bleu }, null, 2)
        : `BLEU ${bleu.score.toFixed(2)}  ${bleu.signature}`,
    );
  },
});
