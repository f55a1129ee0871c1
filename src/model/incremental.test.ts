import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { relativeError } from '../ops/numeric-checks.ts';
import type { EmbeddingConfig } from './config.ts';
import { crossCache, decodeStep, emptySelfCache } from './incremental.ts';
import { idTensor, randomRows, SYMBOLS, TINY, tinyModel } from './tiny-model.ts';
import { decode, encode } from './transformer.ts';

const SOURCE = randomRows([6, 2, 4], 6, 11);
const TARGET = randomRows([7, 7, 7], 7, 12);
/** Caches have room for more than is decoded, as where a translation ends early. */
const POSITIONS = 9;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

describe('decodeStep', () => {
  it.each<[EmbeddingConfig['sharing'], 'pre' | 'post']>([
    ['all', 'pre'],
    ['source-target', 'pre'],
    ['none', 'pre'],
    ['all', 'post'],
  ])(
    'at each position equals the last row of decode over the prefix, sharing %s, %s-norm',
    (sharing, norm) => {
      tf.tidy(() => {
        const context = tinyModel({ ...TINY, norm, embedding: { ...TINY.embedding, sharing } });
        const memory = encode(context, idTensor(SOURCE), SYMBOLS.padId);
        const cross = crossCache(context, memory);
        let self = emptySelfCache(context.config, TARGET.length, POSITIONS);
        for (let position = 0; position < TARGET[0]!.length; position++) {
          const step = decodeStep(context, {
            symbols: idTensor(TARGET.map((ids) => [ids[position]!])),
            position: tf.scalar(position, 'int32'),
            self,
            cross,
            sourceMask: memory.mask,
          });
          self = step.self;
          const prefix = idTensor(TARGET.map((ids) => ids.slice(0, position + 1)));
          const logits = decode(context, prefix, memory);
          const whole = tf.reshape(logits, [TARGET.length, position + 1, -1]);
          const last = tf.slice(whole, [0, position, 0], [-1, 1, -1]);
          expect(step.logits.shape).toEqual([TARGET.length, logits.shape[1]]);
          // The sums over positions have another order, no more.
          const error = relativeError(step.logits.dataSync(), last.dataSync());
          expect(error, `position ${position}`).toBeLessThan(2e-6);
        }
      });
    },
  );
});
