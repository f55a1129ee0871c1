import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { numericalGradient, relativeError } from '../../test/support/numeric-checks.ts';
import { startBackend } from '../backend/start.ts';
import { projectedCrossEntropy } from './cross-entropy.ts';
import { normalFloats } from './philox.ts';

const VOCABULARY = 7;
const LABELS = [3, 0, 6, 3];
const TOKENS = LABELS.length;

/** The definition, in float64, logits row by row. */
function exactCrossEntropy(logits: readonly number[], smoothing: number): number[] {
  return LABELS.map((label, token) => {
    const row = logits.slice(token * VOCABULARY, (token + 1) * VOCABULARY);
    const largest = Math.max(...row);
    const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return row.reduce((loss, logit, entry) => {
      const target = entry === label ? 1 - smoothing : smoothing / (VOCABULARY - 1);
      // 0 times a large number would still be 0, but 0 times infinity is not.
      return target === 0 ? loss : loss - target * (logit - largest - logSum);
    }, 0);
  });
}

/** The loss of tokens whose scores are `logits`: a state's product with the unit matrix is itself. */
function softmaxCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
): tf.Tensor1D {
  return projectedCrossEntropy(logits, tf.eye(VOCABULARY), labels, smoothing);
}

/** The definition as a composition that tfjs differentiates. */
function composedCrossEntropy(logits: tf.Tensor, smoothing: number): tf.Tensor {
  const targets = LABELS.map((label) =>
    new Array<number>(VOCABULARY).fill(smoothing / (VOCABULARY - 1)).with(label, 1 - smoothing),
  );
  return tf.neg(tf.sum(tf.mul(tf.tensor2d(targets), tf.logSoftmax(logits)), -1));
}

const ordinary = Array.from(normalFloats(TOKENS * VOCABULARY, [31, 0]), (value) =>
  Math.fround(2 * value),
);
/** Logits where one entry is far above the others: in turn the label and another. */
const peaked = (height: number) =>
  ordinary.map((value, i) => {
    const token = Math.floor(i / VOCABULARY);
    const peak = token % 2 === 0 ? LABELS[token] : (LABELS[token]! + 1) % VOCABULARY;
    return Math.fround(i % VOCABULARY === peak ? value + height : value);
  });

const cases = [
  { name: 'ordinary logits', logits: ordinary },
  { name: 'equal logits', logits: ordinary.map(() => 0.5) },
  { name: 'logits shifted by 100', logits: ordinary.map((value) => Math.fround(value + 100)) },
  { name: 'peaks of 1e4', logits: peaked(1e4) },
  { name: 'troughs of -1e4', logits: peaked(-1e4) },
  { name: 'all at -1e4', logits: ordinary.map((value) => Math.fround(value - 1e4)) },
].flatMap((given) => [0, 0.1, 0.5].map((smoothing) => ({ ...given, smoothing })));

const evaluate = (logits: readonly number[], smoothing: number) =>
  tf.tidy(() =>
    softmaxCrossEntropy(
      tf.tensor2d([...logits], [TOKENS, VOCABULARY]),
      tf.tensor1d(LABELS, 'int32'),
      smoothing,
    ).dataSync(),
  );

describe.each(['tensorflow', 'wasm'] as const)('projectedCrossEntropy on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it.each(cases)('is the definition for $name, smoothing $smoothing', ({ logits, smoothing }) => {
    const found = evaluate(logits, smoothing);
    expect(found.every(Number.isFinite)).toBe(true);
    // Some roundings of float32, 6e-8 each.
    expect(relativeError(found, exactCrossEntropy(logits, smoothing))).toBeLessThan(1e-6);
  });

  it('without smoothing is the negative log-likelihood, log V for equal logits', () => {
    const found = evaluate(new Array(TOKENS * VOCABULARY).fill(-3), 0);
    expect([...found]).toEqual(LABELS.map(() => expect.closeTo(Math.log(VOCABULARY), 6)));
  });

  it.each(cases)(
    'has the gradient of the definition for $name, smoothing $smoothing',
    ({ logits, smoothing }) => {
      // Each token counts differently, as one that is padding counts nothing.
      const counts = [1, 0, 2.5, -0.5];
      const expected = numericalGradient(
        (values) =>
          exactCrossEntropy(values, smoothing).reduce((sum, loss, i) => sum + loss * counts[i]!, 0),
        logits,
      );
      tf.tidy(() => {
        const at = tf.tensor2d([...logits], [TOKENS, VOCABULARY]);
        const labels = tf.tensor1d(LABELS, 'int32');
        const gradient = (loss: (logits: tf.Tensor2D) => tf.Tensor) =>
          tf
            .grad((values) => tf.sum(tf.mul(loss(values as tf.Tensor2D), counts)))(at)
            .dataSync();
        const found = gradient((values) => softmaxCrossEntropy(values, labels, smoothing));
        const composed = gradient((values) => composedCrossEntropy(values, smoothing));
        // Float64 differences of losses up to 1e4 are good to 1e4 * 1e-16 / 1e-5 = 1e-7.
        expect(relativeError(found, expected)).toBeLessThan(2e-6);
        expect(relativeError(found, composed)).toBeLessThan(2e-6);
      });
    },
  );

  it('has a gradient that sums to zero over the vocabulary', () => {
    tf.tidy(() => {
      const at = tf.tensor2d(ordinary, [TOKENS, VOCABULARY]);
      const labels = tf.tensor1d(LABELS, 'int32');
      const gradient = tf.grad((values) => softmaxCrossEntropy(values as tf.Tensor2D, labels, 0.1))(
        at,
      );
      for (const sum of tf.sum(gradient, -1).dataSync()) expect(sum).closeTo(0, 1e-6);
    });
  });

  it.each([0, 0.1])(
    'is the same as of the product, with both gradients, smoothing %d',
    (smoothing) => {
      tf.tidy(() => {
        const states = tf.tensor2d(normalFloats(TOKENS * 5, [32, 0]), [TOKENS, 5]);
        const table = tf.tensor2d(normalFloats(VOCABULARY * 5, [32, 1]), [VOCABULARY, 5]);
        const labels = tf.tensor1d(LABELS, 'int32');
        const counts = [1, 0, 2.5, -0.5];
        type Loss = (states: tf.Tensor2D, table: tf.Tensor2D) => tf.Tensor;
        const all = (loss: Loss) => {
          const weighted = (h: tf.Tensor, e: tf.Tensor) =>
            tf.sum(tf.mul(loss(h as tf.Tensor2D, e as tf.Tensor2D), counts));
          const values = [loss(states, table), ...tf.grads(weighted)([states, table])];
          return values.map((value) => value.dataSync());
        };
        const found = all((h, e) => projectedCrossEntropy(h, e, labels, smoothing));
        const composed = all((h, e) =>
          composedCrossEntropy(tf.matMul(h, e, false, true), smoothing),
        );
        for (const [i, values] of found.entries()) {
          expect(relativeError(values, composed[i]!), `value ${i}`).toBeLessThan(2e-6);
        }
      });
    },
  );
});
