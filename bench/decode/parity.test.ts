import * as tf from '@tensorflow/tfjs-core';
import { mapTree } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../src/backend/start.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { siteSeed, uniformFloats } from '../../src/ops/philox.ts';
import { DROPPING } from '../../test/support/tiny-model.ts';
import { entrantOf, startContestant } from '../harness/contestants.ts';
import { withParametersFile } from '../harness/parameters-file.ts';
import { peerPython } from '../harness/peers.ts';
import { DECODE_PROTOCOL, type Decoder, type DecodeWorkload, PROGRAMS } from './protocol.ts';

const VOCABULARY = 40;

/** What initial parameters are multiplied by, for a model that says many different symbols. */
const SCALE = 3;

/** Its end symbol is one that this model says often. */
const WORKLOAD: Omit<DecodeWorkload, 'parametersFile'> = {
  model: { ...DROPPING, decoderLayers: 2, dModel: 16, dFeedForward: 24 },
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
  const initial = initialParameters(WORKLOAD.model, VOCABULARY, 3);
  const scaled = mapTree(initial, (tensor) => tf.mul(tensor, SCALE));
  return withParametersFile(scaled, async (parametersFile) => {
    const search = { ...WORKLOAD.search, alpha };
    const workload = { ...WORKLOAD, search, parametersFile };
    const entrant = entrantOf(PROGRAMS, decoder, workload, python!);
    const contestant = await startContestant(entrant, DECODE_PROTOCOL);
    await contestant.stop();
    return contestant.ready.translations;
  });
}

const python = peerPython();

it.runIf(python !== undefined)(
  'PyTorch (`make bench-decoding` installs it) and the graph find the same translations',
  async () => {
    const ours = await translationsBy('graph', 0.6);
    expect(await translationsBy('PyTorch', 0.6)).toEqual(ours);
    // Searches that all end at once, or never, would show nothing.
    expect(new Set(ours.map(({ length }) => length)).size).toBeGreaterThan(3);
  },
);

it.runIf(python !== undefined)(
  'so does CTranslate2, without a length penalty, of what both end',
  async () => {
    const ours = await translationsBy('graph', 0);
    const theirs = await translationsBy('CTranslate2', 0);
    // Ours are cut at lengths of their own, and theirs all at one, where what is cut may win over
    // what has ended.
    const ended = [...ours.keys()].filter((i) => {
      const longest = WORKLOAD.sources[i]!.length + 1 + WORKLOAD.search.extraLength;
      return Math.max(ours[i]!.length, theirs[i]!.length) < longest;
    });
    expect(ended.length).toBeGreaterThan(20);
    expect(ended.map((i) => theirs[i])).toEqual(ended.map((i) => ours[i]));
  },
);
