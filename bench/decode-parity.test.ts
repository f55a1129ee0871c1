import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { startBackend } from '../src/backend/start.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { siteSeed, uniformFloats } from '../src/ops/philox.ts';
import { type Decoder, peerOf, startDecoder } from './decode-contestant.ts';
import type { DecodeWorkload } from './decode-protocol.ts';
import { peerPython } from './peer-environment.ts';

const VOCABULARY = 40;

/** What initial parameters are multiplied by, for a model that says many different symbols. */
const SCALE = 3;

/** Its end symbol is one that this model says often. */
const WORKLOAD: Omit<DecodeWorkload, 'parametersFile'> = {
  model: {
    encoderLayers: 1,
    decoderLayers: 2,
    dModel: 16,
    dFeedForward: 24,
    heads: 2,
    dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
    labelSmoothing: 0.1,
    embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
  },
  vocabulary: VOCABULARY,
  symbols: { padId: 0, unkId: 1, bosId: 2, eosId: 16 },
  search: { beamSize: 4, alpha: 0.6, extraLength: 14 },
  sentences: 16,
  lengths: [4, 8],
  sources: Array.from({ length: 40 }, (_, row) =>
    Array.from(uniformFloats(1 + (row % 11), [siteSeed(5, 'words'), row]), (uniform) =>
      Math.floor(4 + uniform * (VOCABULARY - 4)),
    ),
  ),
};

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** What the contestant finds, with the length penalty's exponent `alpha`. */
async function translationsBy(decoder: Decoder, alpha: number): Promise<number[][]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-decode-parity-'));
  try {
    const parametersFile = path.join(folder, 'parameters.json');
    const parameters = Object.entries(initialParameters(WORKLOAD.model, VOCABULARY, 3)).map(
      ([name, tensor]) => [name, Array.from(tensor.dataSync(), (value) => SCALE * value)],
    );
    await writeFile(parametersFile, JSON.stringify(Object.fromEntries(parameters)));
    const search = { ...WORKLOAD.search, alpha };
    const workload = { ...WORKLOAD, search, parametersFile };
    const contestant = await startDecoder(decoder, workload, pythonOf(decoder));
    const { translations } = await contestant.turn();
    await contestant.stop();
    return translations;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const pythonOf = (decoder: Decoder) => {
  const peer = peerOf(decoder);
  return peer === undefined ? '' : peerPython(cacheFolder(), process.env, peer);
};

it.runIf(existsSync(pythonOf('PyTorch')))(
  'PyTorch (`make bench-decoding` installs it) and the graph find the same translations',
  async () => {
    const ours = await translationsBy('graph', 0.6);
    expect(await translationsBy('PyTorch', 0.6)).toEqual(ours);
    // Searches that all end at once, or never, would show nothing.
    expect(new Set(ours.map(({ length }) => length)).size).toBeGreaterThan(3);
  },
);

it.runIf(existsSync(pythonOf('CTranslate2')))(
  'so does CTranslate2, without a length penalty, of what both end',
  async () => {
    const ours = await translationsBy('graph', 0);
    const theirs = await translationsBy('CTranslate2', 0);
    // Ours are cut at lengths of their own, and theirs all at one.
    const ended = [...ours.keys()].filter(
      (i) => ours[i]!.length < WORKLOAD.sources[i]!.length + 1 + WORKLOAD.search.extraLength,
    );
    expect(ended.length).toBeGreaterThan(20);
    expect(ended.map((i) => theirs[i])).toEqual(ended.map((i) => ours[i]));
  },
);
