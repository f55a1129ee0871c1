import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { startBackend } from '../src/backend/start.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { siteSeed, uniformFloats } from '../src/ops/philox.ts';
import { DECODERS, startDecoder } from './decode-contestant.ts';
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

const python = peerPython(cacheFolder());

it.runIf(existsSync(python))(
  'PyTorch (`make bench-decoding` installs it) and the graph find the same translations',
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-decode-parity-'));
    try {
      const parametersFile = path.join(folder, 'parameters.json');
      const parameters = Object.entries(initialParameters(WORKLOAD.model, VOCABULARY, 3)).map(
        ([name, tensor]) => [name, Array.from(tensor.dataSync(), (value) => SCALE * value)],
      );
      await writeFile(parametersFile, JSON.stringify(Object.fromEntries(parameters)));
      const [ours, theirs] = await Promise.all(
        DECODERS.map(async (decoder) => {
          const contestant = await startDecoder(decoder, { ...WORKLOAD, parametersFile }, python);
          const { translations } = await contestant.turn();
          await contestant.stop();
          return translations;
        }),
      );
      expect(ours).toEqual(theirs);
      // Searches that all end at once, or never, would show nothing.
      expect(new Set(ours!.map(({ length }) => length)).size).toBeGreaterThan(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
