import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { adafactor, sinkgd } from '../named.ts';

function denseLayer(units: number, seed: number, more: object = {}): tf.layers.Layer {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  return tf.layers.dense({ units, kernelInitializer, ...more });
}

const createModel = (): tf.Sequential =>
  tf.sequential({
    layers: [denseLayer(3, 1, { inputShape: [4], activation: 'tanh' }), denseLayer(1, 2)],
  });

/** Sums of four numbers, to be learned. */
function createData(): { x: tf.Tensor; y: tf.Tensor } {
  const numbers = Array.from({ length: 32 }, (_, i) => Math.sin(i * i));
  return tf.tidy(() => {
    const x = tf.tensor2d(numbers, [8, 4]);
    return { x, y: tf.sum(x, 1, true) };
  });
}

/** What `model.save` writes, as it comes back from a file. */
async function saved(model: tf.Sequential): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler, { includeOptimizer: true });
  const { weightData, ...described } = artifacts!;
  return { ...JSON.parse(JSON.stringify(described)), weightData };
}

describe.each(['tensorflow', 'wasm'] as const)('a tf.LayersModel on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it.each([
    ['adafactor', adafactor({ beta1: 0.9, learningRate: 0.1 }), { beta1: 0.9, learningRate: 0.1 }],
    // It keeps nothing of kernels.
    ['sinkgd', sinkgd(0.1), { learningRate: 0.1 }],
  ])(
    'learns with %s, and goes on exactly after it was saved and loaded',
    async (name, optimizer, options) => {
      const before = tf.memory().numTensors;
      const { x, y } = createData();
      const train = async (model: tf.Sequential, epochs: number) =>
        (await model.fit(x, y, { epochs, shuffle: false, verbose: 0 })).history.loss as number[];

      const first = createModel();
      first.compile({ optimizer, loss: 'meanSquaredError' });
      const losses = await train(first, 20);
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);

      const artifacts = await saved(first);
      const second = (await tf.loadLayersModel(tf.io.fromMemory(artifacts))) as tf.Sequential;
      expect(second.optimizer.getConfig()).toEqual({ name, options });
      expect(await train(second, 3)).toEqual(await train(first, 3));

      for (const model of [first, second]) {
        // A model disposes only of an optimizer that it made itself, from a string.
        model.optimizer.dispose();
        model.dispose();
      }
      tf.dispose([x, y]);
      // Saving leaves the count of updates behind, with every optimizer of TensorFlow.js.
      expect(tf.memory().numTensors - before).toBe(1);
    },
  );
});
