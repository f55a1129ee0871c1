import type { CommandModule } from 'yargs';
import { UserError } from '../../platform/errors.ts';
import { configOptions, loadLayer } from '../config-options.ts';
import { wholeNumber } from '../number-option.ts';

type Arguments = { config: string; set: string[]; size: number };

export const vocabCommand: CommandModule<object, Arguments> = {
  command: 'vocab <config>',
  describe: 'Train the subword vocabulary of a corpus (joint BPE, sentencepiece)',
  builder: (args) =>
    configOptions(args, 'data', 'A data set: a name, such as builtin, or a YAML').option('size', {
      requiresArg: true,
      coerce: wholeNumber('--size'),
      demandOption: true,
      describe: 'Number of subwords, the four control symbols included',
    }),
  handler: async ({ config, set, size }) => {
    const { runConfigParts } = await import('../../config/run-config.ts');
    const { runLayer } = await import('../../config/dataset-config.ts');
    const { validate } = await import('../../config/validate.ts');
    const { loadCorpus, sentencesOf } = await import('../../data/corpus.ts');
    const { loadVocabulary } = await import('../../data/vocabulary.ts');
    const { trainVocabulary } = await import('../../data/vocabulary-trainer.ts');
    const schema = runConfigParts.pick({ data: true });
    const { data } = validate(schema, runLayer(loadLayer(config, set)), config);
    const { corpus } = data;
    if (corpus.kind === 'shards') {
      throw new UserError(
        `${config}: \`sublinear data prepare\` trains the vocabulary of this data`,
      );
    }
    const { train } = await loadCorpus(corpus);
    await trainVocabulary(sentencesOf(train), data.vocabulary, { size });
    const vocabulary = await loadVocabulary(data.vocabulary);
    console.log(`${data.vocabulary}: ${vocabulary.size} subwords`);
  },
};
