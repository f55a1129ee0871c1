import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree } from 'sublinear-optim';
import { beforeAll, expect, it } from 'vitest';
import { relativeError } from '../../test/support/numeric-checks.ts';
import { exampleRows, SYMBOLS, tinyModel } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { type BatchingConfig, evaluationBatches } from '../data/batches.ts';
import { batchInputs, batchOf } from './batch.ts';
import { batchLoss } from './model.ts';

/** What float32 leaves of sums in another order. */
const TOLERANCE = 1e-5;

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const EXAMPLES = exampleRows(11, 5);

/** The loss of all examples together, and its gradients. */
function lossAndGradients(kind: 'bucketed' | 'packed') {
  const { config, parameters } = tinyModel();
  const batching: BatchingConfig =
    kind === 'packed' ? { kind, rowLength: 14, rows: 2 } : { kind, tokens: 30, lengths: [3, 6] };
  const batches = evaluationBatches(EXAMPLES, batching, SYMBOLS);
  const names = Object.keys(parameters);
  const total = (...values: tf.Tensor[]): tf.Scalar => {
    const named: TensorTree = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    const losses = batches.map((batch) =>
      batchLoss(
        { config, parameters: named },
        batchOf(batchInputs(batch)),
        SYMBOLS.padId,
        config.labelSmoothing,
      ),
    );
    return tf.addN(losses.map((loss) => loss.total)) as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(total)(Object.values(parameters));
  return {
    batches,
    loss: value.dataSync()[0]!,
    gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!.dataSync()])),
  };
}

it('loss and gradients of packed rows are those of the same sentences in rows of their own', () => {
  tf.tidy(() => {
    const alone = lossAndGradients('bucketed');
    const packed = lossAndGradients('packed');
    expect(packed.batches.every(({ packing }) => packing !== undefined)).toBe(true);
    expect(packed.batches[0]!.packing!.source.segments).toContain(3);
    expect(packed.loss / alone.loss).toBeCloseTo(1, 5);
    for (const [name, gradient] of Object.entries(packed.gradients)) {
      expect(relativeError(gradient, alone.gradients[name]!), name).toBeLessThan(TOLERANCE);
    }
  });
});

it('a sentence of a packed row makes no difference to the loss of its neighbours', () => {
  tf.tidy(() => {
    const { config, parameters } = tinyModel();
    const batching = { kind: 'packed', rowLength: 14, rows: 4 } as const;
    const [batch] = evaluationBatches(EXAMPLES, batching, SYMBOLS);
    const { source, target } = batch!.packing!;
    /** The loss of the first sentence of each row, after `change` of the tokens of the second. */
    const lossOfFirst = (change: (ids: Int32Array, segments: Int32Array) => Int32Array) => {
      const others = target.segments.map((segment, i) =>
        segment === 1 ? batch!.targetOutput[i]! : SYMBOLS.padId,
      );
      const changed = {
        ...batch!,
        source: change(batch!.source, source.segments),
        targetInput: change(batch!.targetInput, target.segments),
        targetOutput: others,
      };
      const inputs = batchOf(batchInputs(changed));
      const { total } = batchLoss({ config, parameters }, inputs, SYMBOLS.padId, 0);
      return leaf({ total }, 'total').dataSync()[0]!;
    };
    const before = lossOfFirst((ids) => ids);
    const after = lossOfFirst((ids, segments) =>
      ids.map((id, i) => (segments[i] === 2 ? 4 + ((id + 1) % 9) : id)),
    );
    expect(after).toBe(before);
    // And the change is one that a sentence itself would see.
    const seen = lossOfFirst((ids, segments) =>
      ids.map((id, i) => (segments[i] === 1 ? 4 + ((id + 1) % 9) : id)),
    );
    expect(seen).not.toBe(before);
  });
});
