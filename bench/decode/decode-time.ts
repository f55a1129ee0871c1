// `make bench-decoding`: times beam search here and in its peers; README.md says how.
import { corpusBleu } from 'sacrebleu-ts';
import { searchLengths } from '../../src/data/batches.ts';
import { openTrainingData, type TrainingData } from '../../src/data/training-data.ts';
import { describeSetting, runBenchmark, writeRecord } from '../harness/benchmark.ts';
import { entrantOf, takeTurns } from '../harness/contestants.ts';
import { ensurePeers } from '../harness/peers.ts';
import { type DecodeTimeOptions, parseDecodeOptions } from './options.ts';
import { DECODE_PROTOCOL, DECODERS, type DecodeWorkload, PROGRAMS } from './protocol.ts';
import { agreement, decodeTable, summariseDecoding } from './summary.ts';
import { ensureTrainedParameters } from './trained-parameters.ts';

async function createWorkload(
  { config, search, sentences }: DecodeTimeOptions,
  data: TrainingData,
  pairs: TrainingData['test'],
): Promise<DecodeWorkload> {
  const { vocabulary } = data;
  const { padId, unkId, bosId, eosId } = vocabulary;
  return {
    model: config.model,
    vocabulary: vocabulary.size,
    symbols: { padId, unkId, bosId, eosId },
    parametersFile: await ensureTrainedParameters(config, data),
    search,
    sentences,
    lengths: searchLengths(config.data.batching),
    sources: pairs.map(({ source }) => vocabulary.encode(source)),
  };
}

await runBenchmark(async () => {
  const options = parseDecodeOptions(process.argv.slice(2));
  const { config, limit, rounds, json } = options;
  const data = await openTrainingData(config.data, config.training.seed);
  const pairs = data.test.slice(0, limit);
  const python = await ensurePeers();
  const workload = await createWorkload(options, data, pairs);
  const setting = describeSetting();
  const entrants = DECODERS.map((decoder) => entrantOf(PROGRAMS, decoder, workload, python));
  const plan = { rounds, request: {} };
  const courses = await takeTurns('decoding', entrants, DECODE_PROTOCOL, plan);
  const references = pairs.map(({ target }) => target);
  const { tokenize } = config.evaluation;
  const measurements = courses.map(({ ready, turns }, i) => {
    const { firstSeconds, translations, ...rest } = ready;
    const texts = translations.map((ids) => data.vocabulary.decode(ids));
    return {
      decoder: DECODERS[i]!,
      ready: rest,
      firstSeconds,
      seconds: turns.map(({ seconds }) => seconds),
      peakMemoryBytes: Math.max(...turns.map(({ peakMemoryBytes }) => peakMemoryBytes)),
      bleu: corpusBleu(texts, [references], { tokenize }).score,
    };
  });
  const [ours, ...others] = courses.map(({ ready }) => ready.translations);
  const sameTranslations = Object.fromEntries(
    others.map((theirs, i) => [DECODERS[i + 1]!, agreement(ours!, theirs)]),
  );
  console.log(`${decodeTable(measurements, summariseDecoding(measurements, pairs.length))}\n`);
  for (const [decoder, share] of Object.entries(sameTranslations)) {
    console.log(`${decoder}: the same tokens for ${(100 * share).toFixed(2)}% of the sentences.`);
  }
  writeRecord(json, setting, { config, sentences: pairs.length, sameTranslations, measurements });
});
