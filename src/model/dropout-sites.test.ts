import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import {
  decode,
  idTensor,
  randomRows,
  SYMBOLS,
  TINY,
  tinyModel,
} from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { dropout } from '../ops/dropout.ts';
import { encode } from './transformer.ts';

vi.mock('../ops/dropout.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../ops/dropout.ts')>();
  return { dropout: vi.fn(original.dropout) };
});

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

it('dropout has a name and a rate of its own at every place of the model', () => {
  const rates = { residual: 0.1, attention: 0.2, relu: 0.3 };
  const model = tinyModel({ ...TINY, dropout: rates });
  const dropoutSource = { seed: 1, step: tf.scalar(1, 'int32') };
  tf.tidy(() => {
    const context = { ...model, dropoutSource };
    const memory = encode(context, idTensor(randomRows([3], 3, 1)), SYMBOLS.padId);
    decode(context, idTensor(randomRows([4], 4, 2)), memory);
  });

  // Two places of the same name would drop the same elements.
  const found = vi.mocked(dropout).mock.calls.map(([, rate, site]) => [site, rate] as const);
  const attention = (prefix: string) => [
    [`${prefix}/weights`, rates.attention],
    [prefix, rates.residual],
  ];
  const feedForward = (prefix: string) => [
    [`${prefix}/hidden`, rates.relu],
    [prefix, rates.residual],
  ];
  expect([...found].sort()).toEqual(
    [
      ['encoder/embedding', rates.residual],
      ['decoder/embedding', rates.residual],
      ...['encoder/0', 'encoder/1', 'decoder/0', 'decoder/1'].flatMap((layer) => [
        ...attention(`${layer}/self_attention`),
        ...feedForward(`${layer}/feed_forward`),
      ]),
      ...attention('decoder/0/cross_attention'),
      ...attention('decoder/1/cross_attention'),
    ].sort(),
  );
  for (const [, , site, source] of vi.mocked(dropout).mock.calls) {
    expect(source, site).toBe(dropoutSource);
  }
});
