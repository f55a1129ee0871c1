import { UserError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { configArgument, loadLayer, SET } from '../config-options.ts';
import { whole } from '../option.ts';

export const vocabCommand = command({
  usage: 'vocab <config>',
  describe: 'Train the subword vocabulary of a corpus (joint BPE, sentencepiece)',
  positionals: {
    config: configArgument('data', 'A data set: a name, such as builtin, or a YAML'),
  },
  options: {
    set: SET,
    size: {
      ...whole('--size', 'Number of subwords, the four control symbols included'),
      demandOption: true,
    },
  },
  handler: async ({ config, set, size }) => {
    const { dataOf } = await import('../../config/dataset-config.ts');
    const { loadCorpus, sentencesOf } = await import('../../data/corpus.ts');
    const { loadVocabulary } = await import('../../data/vocabulary.ts');
    const { trainVocabulary } = await import('../../data/vocabulary-trainer.ts');
    const { corpus, vocabulary } = dataOf(loadLayer(config, set), config);
    if (corpus.kind === 'shards') {
      throw new UserError(
        `${config}: \`sublinear data prepare\` trains the vocabulary of this data`,
      );
    }
    const { train } = await loadCorpus(corpus);
    await trainVocabulary(sentencesOf(train), vocabulary, { size });
    console.log(`${vocabulary}: ${(await loadVocabulary(vocabulary)).size} subwords`);
  },
});
