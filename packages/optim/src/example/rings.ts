import * as tf from '@tensorflow/tfjs';

const POINTS = 300;
/** Shares no factor with the number of points. */
const STRIDE = 77;
const RINGS = 3;
const UNITS = 32;

/** What came of training: `losses` by epoch, the last accuracy, and the optimizer's state. */
export type Outcome = {
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly stateBytes: number;
};

/** Points of the plane, and which of three rings around the origin each lies in. */
function rings(): { points: tf.Tensor2D; ring: tf.Tensor2D } {
  // The golden angle spreads the points evenly, and leaves nothing to chance.
  const goldenAngle = Math.PI * (3 - Math.sqrt(5));
  // Strides around the list, so that each batch has points of every ring.
  const indices = Array.from({ length: POINTS }, (_, index) => (index * STRIDE) % POINTS);
  const radius = (index: number) => Math.sqrt((index + 0.5) / POINTS);
  return {
    points: tf.tensor2d(
      indices.map((index) => [
        radius(index) * Math.cos(index * goldenAngle),
        radius(index) * Math.sin(index * goldenAngle),
      ]),
    ),
    ring: tf.oneHot(
      tf.tensor1d(
        indices.map((index) => Math.floor(radius(index) * RINGS)),
        'int32',
      ),
      RINGS,
    ) as tf.Tensor2D,
  };
}

function classifier(): tf.Sequential {
  const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: UNITS,
        inputShape: [2],
        activation: 'tanh',
        kernelInitializer: initializer(1),
      }),
      tf.layers.dense({ units: UNITS, activation: 'tanh', kernelInitializer: initializer(2) }),
      tf.layers.dense({ units: RINGS, activation: 'softmax', kernelInitializer: initializer(3) }),
    ],
  });
}

/** Trains a small classifier for `epochs` epochs with `optimizer`, which it disposes of. */
export async function trainRings(optimizer: tf.Optimizer, epochs: number): Promise<Outcome> {
  const { points, ring } = tf.tidy(rings);
  const model = classifier();
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await model.fit(points, ring, {
    epochs,
    batchSize: POINTS / 10,
    shuffle: false,
    verbose: 0,
  });
  const before = tf.memory().numBytes;
  optimizer.dispose();
  const stateBytes = before - tf.memory().numBytes;
  model.dispose();
  tf.dispose([points, ring]);
  return {
    losses: history.loss as number[],
    accuracy: Number(history.acc!.at(-1)),
    stateBytes,
  };
}
