import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/numeric-checks.ts';
import {
  decode,
  idTensor,
  randomRows,
  SYMBOLS,
  TINY,
  tinyModel,
} from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import type { ModelConfig } from './config.ts';
import { crossCache, decodeStep } from './incremental.ts';
import { joinDecoder } from './joined-decoder.ts';
import { encode } from './transformer.ts';

const SOURCE = randomRows([6, 2, 4], 6, 11);
const BEAM = 2;
/** What each hypothesis of each sentence says, in the order that the beams have at the end. */
const TARGET = randomRows([7, 7, 7, 7, 7, 7], 7, 12);
/** Caches have room for more than is decoded, as where a translation ends early. */
const ROOM = 9;

/** Whether the hypotheses of a beam change places behind this position. */
const isTurn = (position: number) => position % 3 === 1;

/** Where the row that ends in `place` is in its beam at `position`. */
function placeAt(place: number, position: number): number {
  const last = TARGET[0]!.length;
  let turns = 0;
  for (let at = position; at < last; at++) turns += isTurn(at) ? 1 : 0;
  return (place + turns) % BEAM;
}

/** The decoder's own cache before the first position. */
function emptyCache(sentences: number, entries: number): TensorTree {
  const { heads, dModel } = TINY;
  const names = ['0/keys', '0/values', '1/keys', '1/values'];
  return Object.fromEntries(
    names.map((name) => [name, tf.zeros([sentences, heads, entries, dModel / heads])]),
  );
}

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('decodeStep', () => {
  const sharing = (kind: ModelConfig['embedding']['sharing']) => ({
    embedding: { ...TINY.embedding, sharing: kind },
  });

  it.each<Partial<ModelConfig>>([
    sharing('all'),
    sharing('source-target'),
    sharing('none'),
    { norm: 'post' },
    { decoderStart: 'zero' },
  ])('gives what decode over the whole prefix gives, with %j', (variant) => {
    tf.tidy(() => {
      const context = tinyModel({ ...TINY, ...variant });
      const rows = [...TARGET.keys()];
      const positions = TARGET[0]!.length;
      const memory = encode(context, idTensor(SOURCE), SYMBOLS.padId);
      const perRow = idTensor(rows.map((row) => SOURCE[Math.floor(row / BEAM)]!));
      const perRowMemory = encode(context, perRow, SYMBOLS.padId);
      const decoder = joinDecoder(context);
      const cross = crossCache(context, decoder, memory);
      let self = emptyCache(SOURCE.length, ROOM * BEAM);
      // A sentence begins later than the one before, as where it takes over a slot.
      for (let time = 0; time < positions; time++) {
        const position = (sentence: number) => Math.max(0, time - sentence);
        /** Which of the targets is in each row of the beams now. */
        const current = rows.map((row) => {
          const sentence = Math.floor(row / BEAM);
          const places = [...Array(BEAM).keys()];
          const place = places.find((end) => placeAt(end, position(sentence)) === row % BEAM)!;
          return sentence * BEAM + place;
        });
        const ancestors = current.map((row) =>
          Array.from({ length: ROOM }, (_, at) =>
            at <= position(Math.floor(row / BEAM)) ? placeAt(row % BEAM, at) : -1,
          ),
        );
        const at = (row: number) => position(Math.floor(row / BEAM));
        const said = current.map((row) => TARGET[row]![at(row)]!);
        const step = decodeStep(context, decoder, {
          symbols: tf.tensor2d(said, [SOURCE.length, BEAM], 'int32'),
          positions: tf.tensor1d([...SOURCE.keys()].map(position), 'int32'),
          ancestors: tf.tensor3d(ancestors.flat(), [SOURCE.length, BEAM, ROOM], 'int32'),
          self,
          cross,
          sourceMask: memory.mask,
        });
        self = step.self;
        const whole = decode(context, idTensor(current.map((row) => TARGET[row]!)), perRowMemory);
        const vocabulary = whole.shape[1];
        const expected = rows.flatMap((row) => {
          const first = row * positions + at(row);
          return [...tf.slice(whole, [first, 0], [1, -1]).dataSync()];
        });
        expect(step.logits.shape).toEqual([rows.length, vocabulary]);
        // Parameters that are joined, and sums in another order, no more.
        const error = relativeError(step.logits.dataSync(), expected);
        expect(error, `time ${time}`).toBeLessThan(4e-6);
      }
    });
  });
});
