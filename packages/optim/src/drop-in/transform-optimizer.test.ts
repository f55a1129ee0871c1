import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBackend } from '../../../../src/backend/start.ts';
import { describeOnWebGpu } from '../../../../test/support/webgpu.ts';
import { clipByGlobalNorm } from '../links/clip-by-global-norm.ts';
import { scaleBySchedule } from '../links/scale-by-schedule.ts';
import { adafactor, adam, momentum, sgd, sm3 } from '../named.ts';
import { applyUpdates, chain, initialState } from '../transform.ts';
import { registeredTransform } from './registry.ts';
import { fromTransform } from './transform-optimizer.ts';
import type { NamedTensor } from './weights.ts';

const KERNEL = [1, -2, 3, 4, -5, 6];
const BIAS = [0.5, 0, -1];

/** Each optimizer, and how many tensors it keeps for a 2 x 3 kernel and its bias. */
const OPTIMIZERS = [
  ['sgd', () => sgd({ learningRate: 0.1 }), 0],
  ['adam', () => adam({ learningRate: 0.1 }), 4],
  ['adafactor', () => adafactor(), 3],
  ['adafactor with momentum', () => adafactor({ beta1: 0.9 }), 5],
  ['sm3', () => sm3({ learningRate: 0.1 }), 5],
] as const;

/** Copies, as one keeps them in memory: the optimizer's own tensors go on changing. */
const copied = (weights: NamedTensor[]): NamedTensor[] =>
  weights.map(({ name, tensor }) => ({ name, tensor: tf.clone(tensor) }));

const readAll = (tensors: tf.Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));

const disposeWeights = (weights: NamedTensor[]): void => {
  for (const { tensor } of weights) tensor.dispose();
};

/** The tests of one backend, which is started. Values are awaited: a GPU is not read at once. */
function testOptimizers(): void {
  let kernel: tf.Variable;
  let bias: tf.Variable;

  beforeEach(() => {
    tf.engine().startScope();
    kernel = tf.variable(tf.tensor2d(KERNEL, [2, 3]), true, 'layer/kernel');
    bias = tf.variable(tf.tensor1d(BIAS), true, 'layer/bias');
  });

  afterEach(() => {
    tf.engine().endScope();
    kernel.dispose();
    bias.dispose();
  });

  /** Its gradient is different at every step, as the parameters are. */
  const loss = (): tf.Scalar => tf.mean(tf.square(tf.sin(tf.add(kernel, bias))));
  const lossOfBias = (): tf.Scalar => tf.mean(tf.square(tf.sin(bias)));

  const train = (optimizer: tf.Optimizer, steps: number, f = loss): void => {
    for (let step = 0; step < steps; step++) optimizer.minimize(f);
  };

  const values = (): Promise<number[][]> => readAll([kernel, bias]);

  const reset = (): void => {
    kernel.assign(tf.tensor2d(KERNEL, [2, 3]));
    bias.assign(tf.tensor1d(BIAS));
  };

  it.each(OPTIMIZERS)('%s owns its state alone, and gives it back', (_name, create, slots) => {
    const before = tf.memory().numTensors;
    const optimizer = create();
    train(optimizer, 2);
    expect(tf.memory().numTensors).toBe(before + slots);
    tf.tidy(() => train(optimizer, 2));
    expect(tf.memory().numTensors).toBe(before + slots);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(OPTIMIZERS)('%s goes on exactly where getWeights left off', async (_name, create) => {
    const whole = create();
    train(whole, 3);
    const saved = copied(await whole.getWeights());
    const middle = [kernel.clone(), bias.clone()] as const;
    train(whole, 3);
    const expected = await values();

    kernel.assign(middle[0]);
    bias.assign(middle[1]);
    const before = tf.memory().numTensors;
    const resumed = create();
    await resumed.setWeights(saved);
    disposeWeights(saved);
    expect(resumed.iterations).toBe(3);
    train(resumed, 3);
    expect(await values()).toEqual(expected);
    resumed.dispose();
    expect(tf.memory().numTensors).toBe(before - saved.length);
    whole.dispose();
  });

  it('does what its transform does', async () => {
    const source = { name: 'adafactor', options: { beta1: 0.9 } } as const;
    const transform = registeredTransform(source);
    let parameters = { kernel: tf.tensor2d(KERNEL, [2, 3]), bias: tf.tensor1d(BIAS) } as {
      [name: string]: tf.Tensor;
    };
    let state = initialState(transform, parameters);
    const gradientsOf = tf.grads((k, b) => tf.mean(tf.square(tf.sin(tf.add(k, b)))));
    for (let step = 1; step <= 5; step++) {
      const [ofKernel, ofBias] = gradientsOf([parameters.kernel!, parameters.bias!]);
      const gradients = { kernel: ofKernel!, bias: ofBias! };
      const result = transform.update(gradients, state, { parameters, step: tf.scalar(step) });
      parameters = { ...applyUpdates(parameters, result.updates) };
      state = result.state;
    }
    const optimizer = adafactor(source.options);
    train(optimizer, 5);
    optimizer.dispose();
    expect(await values()).toEqual(await readAll([parameters.kernel!, parameters.bias!]));
  });

  it('shows all gradients at once to a link that looks at all', async () => {
    const links = [clipByGlobalNorm({ threshold: 4 }), scaleBySchedule(() => tf.scalar(1))];
    const optimizer = fromTransform(chain(links));
    // Norms of 3 and of 4, and of 5 together: alone, neither would be clipped.
    optimizer.applyGradients({
      [kernel.name]: tf.tensor2d([3, 0, 0, 0, 0, 0], [2, 3]),
      [bias.name]: tf.tensor1d([0, 0, 4]),
    });
    const [ofKernel, ofBias] = await values();
    expect(KERNEL[0]! - ofKernel![0]!).toBeCloseTo((4 / 5) * 3, 5);
    expect(BIAS[2]! - ofBias![2]!).toBeCloseTo((4 / 5) * 4, 5);
    optimizer.dispose();
  });

  it('takes gradients as a map and as a list', async () => {
    const { grads } = tf.variableGrads(loss);
    const list = Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
    const [one, two] = [adam(), adam()];
    one.applyGradients(grads);
    const expected = await values();
    reset();
    two.applyGradients(list.reverse());
    expect(await values()).toEqual(expected);
    one.dispose();
    two.dispose();
  });

  it('leaves a variable alone that has no gradient', async () => {
    const optimizer = adam();
    // As `minimize` has it for a variable that the loss does not use.
    const unused = { name: bias.name, tensor: null as unknown as tf.Tensor };
    optimizer.applyGradients([{ name: kernel.name, tensor: tf.onesLike(kernel) }, unused]);
    const [ofKernel, ofBias] = await values();
    expect(ofKernel).not.toEqual(KERNEL);
    expect(ofBias).toEqual(BIAS);
    expect(optimizer.iterations).toBe(1);
    optimizer.dispose();
  });

  it('counts the steps of each variable by itself, and saves the counts', async () => {
    const alone = adam({ learningRate: 0.1 });
    train(alone, 4, lossOfBias);
    const [, expected] = await values();
    alone.dispose();
    reset();

    const optimizer = adam({ learningRate: 0.1 });
    const kernelOnly = () => tf.mean(tf.square(kernel)) as tf.Scalar;
    train(optimizer, 3, kernelOnly);
    train(optimizer, 2, lossOfBias);
    const weights = await optimizer.getWeights();
    expect(weights.map(({ name }) => name)).toEqual([
      'iter',
      'layer/kernel/0.firstMoment',
      'layer/kernel/0.secondMoment',
      'layer/kernel/steps',
      'layer/bias/0.firstMoment',
      'layer/bias/0.secondMoment',
      'layer/bias/steps',
    ]);
    const resumed = adam({ learningRate: 0.1 });
    await resumed.setWeights(weights);
    train(resumed, 2, lossOfBias);
    expect((await values())[1]).toEqual(expected);
    optimizer.dispose();
    resumed.dispose();
  });

  it('saves nothing of a variable of which nothing is kept', async () => {
    const optimizer = sgd(0.1);
    train(optimizer, 1);
    train(optimizer, 1, lossOfBias);
    expect((await optimizer.getWeights()).map(({ name }) => name)).toEqual(['iter']);
    optimizer.dispose();
  });

  it('keeps the state of variables that have had no gradient since it was given', async () => {
    const optimizer = adam();
    train(optimizer, 2);
    const saved = copied(await optimizer.getWeights());
    await optimizer.setWeights(saved);
    train(optimizer, 1, lossOfBias);
    const weights = await optimizer.getWeights();
    const ofKernel = (list: NamedTensor[]) =>
      readAll(
        list.filter(({ name }) => name.startsWith('layer/kernel/0.')).map(({ tensor }) => tensor),
      );
    expect(await ofKernel(weights)).toEqual(await ofKernel(saved));
    optimizer.dispose();
  });

  it('accepts a transform of the caller, with a schedule of the caller', async () => {
    const halving = (step: tf.Scalar) => tf.pow(0.5, step) as tf.Scalar;
    const named = sgd({ learningRate: halving });
    const own = fromTransform(
      chain([{ stateShapes: () => ({}), update: (updates) => ({ updates, state: {} }) }]),
    );
    train(named, 1);
    const afterHalf = await values();
    reset();
    train(own, 1);
    const afterWhole = await values();
    const moved = (after: number[][], i: number) => after[0]![i]! - KERNEL[i]!;
    for (const i of KERNEL.keys()) {
      expect(moved(afterHalf, i)).toBeCloseTo(moved(afterWhole, i) / 2, 6);
    }
    expect(() => own.getConfig()).toThrow('cannot be saved with a model');
    expect(() => named.getConfig()).toThrow('a learningRate that is a function');
  });

  it('takes a schedule as data', async () => {
    const planned = sgd({
      learningRate: {
        name: 'constant',
        value: 1,
        warmup: { fraction: 0.5, power: 1 },
        steps: 8,
      },
    });
    const plain = sgd({ learningRate: 0.25 });
    train(planned, 1);
    const expected = await values();
    reset();
    train(plain, 1);
    expect(await values()).toEqual(expected);
  });

  describe('refuses', () => {
    it('weights that it did not save', async () => {
      const optimizer = adam();
      await expect(optimizer.setWeights([])).rejects.toThrow('given an empty one');
      const other = [{ name: 'dense/m', tensor: tf.scalar(0) }];
      await expect(optimizer.setWeights(other)).rejects.toThrow('starts with "dense/m"');
    });

    it.each([
      ['of another optimizer', () => momentum({ learningRate: 0.1 }), '0/velocity [2, 3]'],
      ['of other options', () => adam({ beta1: 0 }), 'the weights hold 0/secondMoment [2, 3]'],
    ])('weights %s, at the first update', async (_what, create, message) => {
      const other = create();
      train(other, 1);
      const optimizer = adam();
      await optimizer.setWeights(await other.getWeights());
      expect(() => train(optimizer, 1)).toThrow(message);
      optimizer.dispose();
      other.dispose();
    });

    it('weights of variables of which it keeps nothing', async () => {
      const other = adam();
      train(other, 1);
      const optimizer = sgd(0.1);
      await optimizer.setWeights(await other.getWeights());
      expect(() => train(optimizer, 1)).toThrow(
        'this optimizer keeps nothing; the weights hold 0/',
      );
      optimizer.dispose();
      other.dispose();
    });

    it('a gradient without a variable', () => {
      const optimizer = adam();
      expect(() => optimizer.applyGradients({ nowhere: tf.scalar(1) })).toThrow('"nowhere"');
    });
  });
}

describe.each(['tensorflow', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  testOptimizers();
});

await describeOnWebGpu('in Node', testOptimizers);
