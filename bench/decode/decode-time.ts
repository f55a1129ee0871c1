// `make bench-decoding`: times beam search here and in its peers; README.md says how.
import { max } from 'd3-array';
import { corpusBleu } from 'sacrebleu-ts';
import { searchLengths } from '../../src/data/batches.ts';
import { openTask } from '../../src/train/task.ts';
import { describeSetting, runBenchmark, writeRecord } from '../harness/benchmark.ts';
import { entrantOf, takeTurns } from '../harness/contestants.ts';
import { ensurePeers } from '../harness/peers.ts';
import { parseDecodeOptions } from './options.ts';
import { DECODE_PROTOCOL, DECODERS, type DecodeWorkload, PROGRAMS } from './protocol.ts';
import { agreement, decodeTable, summariseDecoding } from './summary.ts';
import { ensureTrainedParameters } from './trained-parameters.ts';

await runBenchmark(async () => {
  const { config, search, sentences, limit, rounds, json } = parseDecodeOptions(
    process.argv.slice(2),
  );
  const task = await openTask(config);
  const { size, padId, unkId, bosId, eosId } = task.vocabulary;
  const sources = task.test.sources.slice(0, limit);
  const references = task.test.references.slice(0, limit);
  const python = await ensurePeers();
  const workload: DecodeWorkload = {
    model: config.model,
    vocabulary: size,
    symbols: { padId, unkId, bosId, eosId },
    parametersFile: await ensureTrainedParameters(config, task),
    search,
    sentences,
    lengths: searchLengths(config.data.batching),
    sources,
  };
  const setting = describeSetting();
  const entrants = DECODERS.map((decoder) => entrantOf(PROGRAMS, decoder, workload, python));
  const plan = { rounds, request: {} };
  const courses = await takeTurns('decoding', entrants, DECODE_PROTOCOL, plan);
  const { tokenize } = config.evaluation;
  const measurements = courses.map(({ ready, turns }, i) => {
    const { firstSeconds, translations, ...rest } = ready;
    const texts = translations.map((ids) => task.vocabulary.decode(ids));
    return {
      decoder: DECODERS[i]!,
      ready: rest,
      firstSeconds,
      seconds: turns.map(({ seconds }) => seconds),
      peakMemoryBytes: max(turns, ({ peakMemoryBytes }) => peakMemoryBytes)!,
      bleu: corpusBleu(texts, [references], { tokenize }).score,
    };
  });
  const [ours, ...others] = courses.map(({ ready }) => ready.translations);
  const sameTranslations = Object.fromEntries(
    others.map((theirs, i) => [DECODERS[i + 1]!, agreement(ours!, theirs)]),
  );
  console.log(`${decodeTable(summariseDecoding(measurements, sources.length))}\n`);
  for (const [decoder, share] of Object.entries(sameTranslations)) {
    console.log(`${decoder}: the same tokens for ${(100 * share).toFixed(2)}% of the sentences.`);
  }
  writeRecord(json, setting, { config, sentences: sources.length, sameTranslations, measurements });
});
