// `make bench-decoding`: times beam search here and in its peers; README.md says how.
import { corpusBleu } from 'sacrebleu-ts';
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { searchLengths } from '../src/data/batches.ts';
import type { TrainingData } from '../src/data/training-data.ts';
import { describeSetting, runBenchmark, say, writeRecord } from './benchmark.ts';
import { DECODERS, type Decoder, peerOf, startDecoder } from './decode-contestant.ts';
import { type DecodeTimeOptions, parseDecodeOptions } from './decode-options.ts';
import type { DecodeWorkload } from './decode-protocol.ts';
import { agreement, decodeTable, summariseDecoding } from './decode-summary.ts';
import { ensurePeer } from './peer-environment.ts';
import { ensureTrainedParameters } from './trained-parameters.ts';
import { loadTrainingData } from './training-setup.ts';

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
    parametersFile: await ensureTrainedParameters(config, data, say),
    search,
    sentences,
    lengths: searchLengths(config.data.batching),
    sources: pairs.map(({ source }) => vocabulary.encode(source)),
  };
}

/** Lets all translate everything once, and then in turn. */
async function measure(
  workload: DecodeWorkload,
  rounds: number,
  pythons: ReadonlyMap<Decoder, string>,
) {
  const entries = [];
  try {
    for (const decoder of DECODERS) {
      say(`starting ${decoder}`);
      const contestant = await startDecoder(decoder, workload, pythons.get(decoder)!);
      const first = await contestant.turn();
      entries.push({ decoder, contestant, first, turns: [first].slice(1) });
    }
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`);
      for (const { contestant, turns } of entries) turns.push(await contestant.turn());
    }
  } finally {
    await Promise.all(entries.map(({ contestant }) => contestant.stop()));
  }
  return entries;
}

await runBenchmark(async () => {
  const options = parseDecodeOptions(process.argv.slice(2));
  const { config, limit, rounds, json } = options;
  const data = await loadTrainingData(config);
  const pairs = data.test.slice(0, limit);
  const pythons = new Map<Decoder, string>();
  for (const decoder of DECODERS) {
    const peer = peerOf(decoder);
    pythons.set(decoder, peer === undefined ? '' : await ensurePeer(cacheFolder(), say, peer));
  }
  const workload = await createWorkload(options, data, pairs);
  const setting = describeSetting();
  const entries = await measure(workload, rounds, pythons);
  const references = pairs.map(({ target }) => target);
  const { tokenize } = config.evaluation;
  const measurements = entries.map(({ decoder, contestant, first, turns }) => {
    const texts = first.translations.map((ids) => data.vocabulary.decode(ids));
    return {
      decoder,
      ready: contestant.ready,
      firstSeconds: first.seconds,
      seconds: turns.map(({ seconds }) => seconds),
      peakMemoryBytes: Math.max(...turns.map(({ peakMemoryBytes }) => peakMemoryBytes)),
      bleu: corpusBleu(texts, [references], { tokenize }).score,
    };
  });
  const [ours, ...others] = entries;
  const sameTranslations = Object.fromEntries(
    others.map(({ decoder, first }) => [
      decoder,
      agreement(ours!.first.translations, first.translations),
    ]),
  );
  console.log(`${decodeTable(measurements, summariseDecoding(measurements, pairs.length))}\n`);
  for (const [decoder, share] of Object.entries(sameTranslations)) {
    console.log(`${decoder}: the same tokens for ${(100 * share).toFixed(2)}% of the sentences.`);
  }
  writeRecord(json, setting, {
    config,
    sentences: pairs.length,
    sameTranslations,
    measurements,
  });
});
