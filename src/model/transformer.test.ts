import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { mapTree } from 'sublinear-optim';
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
import { evaluationBatches } from '../data/batches.ts';
import type { ControlSymbols } from '../data/vocabulary.ts';
import { siteSeed, uniformFloats } from '../ops/philox.ts';
import { type BatchIds, type Batch as BatchTensors, batchInputs, batchOf } from './batch.ts';
import type { ModelConfig } from './config.ts';
import { batchLoss } from './model.ts';
import type { ModelContext } from './norm.ts';
import { parameterSpecs } from './parameters.ts';
import { encode } from './transformer.ts';

type Rows = number[][];
type Batch = Readonly<Record<Exclude<keyof BatchIds<Rows>, 'packing'>, Rows>>;

/** What vectors/make_vectors.py writes. */
type Vectors = {
  readonly padId: number;
  /** Weights are integers in units of 1 / weightUnits. */
  readonly weightUnits: number;
  readonly batch: Batch;
  readonly cases: readonly {
    readonly name: string;
    readonly vocabulary: number;
    readonly config: ModelConfig;
    readonly loss: number;
    readonly parameters: Readonly<
      Record<string, { shape: number[]; weights: number[]; gradient: number[] }>
    >;
  }[];
};

const vectors = JSON.parse(
  readFileSync(new URL('vectors/transformer.vectors.json', import.meta.url), 'utf8'),
) as Vectors;

const tensorsOf = ({ source, targetInput, targetOutput }: Batch): BatchTensors => ({
  source: idTensor(source),
  targetInput: idTensor(targetInput),
  targetOutput: idTensor(targetOutput),
});

/** The sentences of `batch`, end symbols and padding left out, one after the other in one row. */
function packedTensors({ source, targetOutput }: Batch, symbols: ControlSymbols): BatchTensors {
  const words = (ids: readonly number[]) => ids.slice(0, Math.max(0, ids.indexOf(symbols.eosId)));
  const examples = source
    .map((ids, row) => ({ source: words(ids), target: words(targetOutput[row]!) }))
    .filter((example) => example.source.length > 0);
  const batching = { kind: 'packed', rowLength: 14, rows: 1 } as const;
  const batches = evaluationBatches(examples, batching, symbols);
  expect(batches).toHaveLength(1);
  expect(Math.max(...batches[0]!.packing!.target.segments)).toBe(examples.length);
  return batchOf(batchInputs(batches[0]!));
}

/** The training objective: the mean loss of a target token. */
function meanLoss(context: ModelContext, batch: BatchTensors, padId: number): tf.Scalar {
  const { total, tokens } = batchLoss(context, batch, padId, context.config.labelSmoothing);
  return tf.div(total, tokens);
}

/** The gradient of `meanLoss` by parameter. */
function lossGradients(context: ModelContext, batch: BatchTensors, padId: number) {
  const names = Object.keys(context.parameters);
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const parameters = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return meanLoss({ ...context, parameters }, batch, padId);
  })(Object.values(context.parameters));
  return Object.fromEntries(names.map((name, i) => [name, gradients[i]!.dataSync()]));
}

/**
 * Float32 rounds to 6e-8. Some hundred dependent operations forwards and backwards, and sums with
 * cancellation among them, lose up to two digits of that in a tensor as a whole, and one more in
 * some elements; a wrong term loses all of them.
 */
const TENSOR_TOLERANCE = 1e-5;
const ELEMENT_TOLERANCE = 1e-4;

describe.each(['tensorflow', 'wasm'] as const)('the loss and gradients on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  const { padId } = vectors;
  const symbols = { padId, bosId: 1, eosId: 2, unkId: 3 };

  const layouts = [
    { layout: 'a sentence a row', batchOfLayout: () => tensorsOf(vectors.batch) },
    { layout: 'packed in one row', batchOfLayout: () => packedTensors(vectors.batch, symbols) },
  ];
  const cases = vectors.cases.flatMap((expected) =>
    layouts.map((layout) => ({ name: expected.name, ...layout, expected })),
  );

  it.each(cases)(
    'equal those of float64 PyTorch: $name; $layout',
    ({ batchOfLayout, expected }) => {
      const { config, vocabulary } = expected;
      const names = Object.keys(expected.parameters);
      expect(names.sort()).toEqual(Object.keys(parameterSpecs(config, vocabulary)).sort());
      tf.tidy(() => {
        const parameters = Object.fromEntries(
          Object.entries(expected.parameters).map(([name, { shape, weights }]) => [
            name,
            tf.tensor(
              weights.map((units) => units / vectors.weightUnits),
              shape,
            ),
          ]),
        );
        const batch = batchOfLayout();
        const loss = meanLoss({ config, parameters }, batch, padId).dataSync()[0]!;
        expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-6);
        const gradients = lossGradients({ config, parameters }, batch, padId);
        for (const [name, { gradient }] of Object.entries(expected.parameters)) {
          const found = gradients[name]!;
          expect(relativeError(found, gradient), name).toBeLessThan(TENSOR_TOLERANCE);
          const rms = Math.hypot(...gradient) / Math.sqrt(gradient.length);
          for (const [i, element] of gradient.entries()) {
            if (Math.abs(element) < rms) continue;
            const error = Math.abs(found[i]! / element - 1);
            expect(error, `${name}[${i}]`).toBeLessThan(ELEMENT_TOLERANCE);
          }
        }
      });
    },
  );
});

/**
 * `model` with the biases of ReLU so large that no unit is near the kink: every other one always
 * passes, the rest never do. A difference across the kink is not the derivative.
 */
function awayFromKinks({ config, parameters }: ModelContext): ModelContext {
  const moved = mapTree(parameters, (parameter, name) => {
    if (!name.endsWith('/hidden/bias')) return parameter;
    return tf.tensor1d(Array.from({ length: parameter.size }, (_, i) => (i % 2 === 0 ? 6 : -6)));
  });
  return { config, parameters: moved };
}

const SOURCE = randomRows([5, 3, 4], 5, 1);
const TARGET = randomRows([4, 6, 2], 6, 2);
/** Sentences of words alone, with an end symbol each. */
const ENDED = [
  [5, 7, 4, SYMBOLS.eosId],
  [6, SYMBOLS.eosId],
];
const BATCH: Batch = {
  source: SOURCE,
  targetInput: TARGET,
  targetOutput: randomRows([4, 6, 2], 6, 3),
};

describe('with dropout', () => {
  const config = { ...TINY, dropout: { residual: 0.1, attention: 0.2, relu: 0.15 } };
  const dropoutSource = (seed: number, step: number) => ({ seed, step: tf.scalar(step, 'int32') });

  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
  });

  it('the gradients equal finite differences', () => {
    tf.tidy(() => {
      const context = { ...awayFromKinks(tinyModel(config)), dropoutSource: dropoutSource(1, 1) };
      const gradients = lossGradients(context, tensorsOf(BATCH), SYMBOLS.padId);
      for (const [name, gradient] of Object.entries(gradients)) {
        // Along a random choice of signs the derivative is about as large as the gradient is long.
        const parameter = context.parameters[name]!;
        const uniform = uniformFloats(parameter.size, [siteSeed(1, name), 1]);
        const signs = uniform.map((value) => (value < 0.5 ? -1 : 1));
        const direction = tf.tensor(signs, parameter.shape);
        const lossAt = (distance: number) => {
          const moved = tf.add(parameter, tf.mul(direction, distance));
          const parameters = { ...context.parameters, [name]: moved };
          return meanLoss(
            { ...context, parameters },
            tensorsOf(BATCH),
            SYMBOLS.padId,
          ).dataSync()[0]!;
        };
        // A larger step errs by its square. At this one the roundings of the two losses, 2e-7
        // each, make up to 1e-4 of the difference.
        const step = 0.004;
        const difference = (lossAt(step) - lossAt(-step)) / (2 * step);
        const elements = Array.from(gradient);
        const derivative = elements.reduce((sum, value, i) => sum + value * signs[i]!, 0);
        const bound = 1e-3 * Math.hypot(...elements) + 1e-4;
        expect(Math.abs(difference - derivative), name).toBeLessThan(bound);
      }
    });
  });

  it('the loss depends on the seed and the step, and on nothing else', () => {
    tf.tidy(() => {
      const model = tinyModel(config);
      const lossOf = (seed: number, step: number) => {
        const context = { ...model, dropoutSource: dropoutSource(seed, step) };
        return meanLoss(context, tensorsOf(BATCH), SYMBOLS.padId).dataSync()[0]!;
      };
      const first = lossOf(1, 1);
      expect(lossOf(1, 1)).toBe(first);
      expect(lossOf(1, 2)).not.toBe(first);
      expect(lossOf(2, 1)).not.toBe(first);
    });
  });

  it('nothing is dropped where no source of random numbers is given', () => {
    tf.tidy(() => {
      const model = tinyModel(config);
      const without = { ...model, config: TINY };
      const lossOf = (context: ModelContext) =>
        meanLoss(context, tensorsOf(BATCH), 0).dataSync()[0];
      expect(lossOf(model)).toBe(lossOf(without));
    });
  });
});

it('a decoder that starts from zeros is one whose begin-of-sentence symbol has a zero embedding', async () => {
  await startBackend({ backend: 'tensorflow' });
  tf.tidy(() => {
    const { config, parameters } = tinyModel({
      ...TINY,
      embedding: { ...TINY.embedding, sharing: 'none' },
    });
    const matrix = parameters['embedding/target']!;
    const others = tf.sub(1, tf.oneHot(SYMBOLS.bosId, matrix.shape[0]!));
    const cleared = {
      ...parameters,
      'embedding/target': tf.mul(matrix, tf.expandDims(others, 1)),
    };
    const batch = tensorsOf({
      ...BATCH,
      targetInput: BATCH.targetInput.map((ids) => [SYMBOLS.bosId, ...ids.slice(0, -1)]),
    });
    const zero: ModelConfig = { ...config, decoderStart: 'zero' };
    const lossOf = (context: ModelContext, tensors: BatchTensors) =>
      meanLoss(context, tensors, SYMBOLS.padId).dataSync()[0]!;
    const expected = lossOf({ config, parameters: cleared }, batch);
    expect(lossOf({ config: zero, parameters }, batch)).toBe(expected);
    expect(lossOf({ config, parameters }, batch)).not.toBe(expected);
    const packed = packedTensors({ ...BATCH, source: ENDED, targetOutput: ENDED }, SYMBOLS);
    expect(lossOf({ config: zero, parameters }, packed)).toBe(
      lossOf({ config, parameters: cleared }, packed),
    );
    const gradients = lossGradients({ config: zero, parameters }, packed, SYMBOLS.padId);
    const start = SYMBOLS.bosId * config.dModel;
    const row = gradients['embedding/target']!.slice(start, start + config.dModel);
    expect([...row]).toEqual(Array.from({ length: config.dModel }, () => 0));
  });
});

describe('what a position may depend on', () => {
  beforeAll(async () => {
    await startBackend({ backend: 'tensorflow' });
  });

  /** Logits by row and position. */
  function logitsOf(context: ModelContext, source: Rows, target: Rows): number[][][] {
    return tf.tidy(() => {
      const memory = encode(context, idTensor(source), SYMBOLS.padId);
      const logits = decode(context, idTensor(target), memory);
      const vocabulary = logits.shape[1];
      return tf.reshape(logits, [target.length, -1, vocabulary]).arraySync() as number[][][];
    });
  }

  const other = (id: number) => (id === 5 ? 6 : 5);
  /** The most that two rows of logits around 1 may differ after sums in another order. */
  const SUMMATION_ORDER = 1e-5;

  function largestDifference(one: number[][], another: number[][]): number {
    const flat = another.flat();
    return Math.max(...one.flat().map((value, i) => Math.abs(value - flat[i]!)));
  }

  it.each([1, 3, 5])('logits before position %i do not depend on its symbol', (position) => {
    const context = tinyModel();
    const row = 1;
    const changed = TARGET.map((ids) => [...ids]);
    changed[row]![position] = other(changed[row]![position]!);
    const before = logitsOf(context, SOURCE, TARGET);
    const after = logitsOf(context, SOURCE, changed);
    expect(after[row]!.slice(0, position)).toEqual(before[row]!.slice(0, position));
    for (let later = position; later < TARGET[row]!.length; later++) {
      expect(after[row]![later], `position ${later}`).not.toEqual(before[row]![later]);
    }
    expect([after[0], after[2]], 'the other rows').toEqual([before[0], before[2]]);
  });

  it('every position depends on every source symbol of its row, and on no other row', () => {
    const context = tinyModel();
    const before = logitsOf(context, SOURCE, TARGET);
    for (let position = 0; position < 3; position++) {
      const changed = SOURCE.map((ids) => [...ids]);
      changed[1]![position] = other(changed[1]![position]!);
      const after = logitsOf(context, changed, TARGET);
      for (const [i, logits] of after[1]!.entries()) expect(logits).not.toEqual(before[1]![i]);
      expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    }
  });

  it('no logit depends on what padding of the source is embedded as', () => {
    const embedding = { ...TINY.embedding, sharing: 'none' } as const;
    const { config, parameters } = tinyModel({ ...TINY, embedding });
    const matrix = parameters['embedding/source']!;
    const padRow = tf.oneHot(SYMBOLS.padId, matrix.shape[0]!);
    const raised = tf.add(matrix, tf.mul(tf.expandDims(padRow, 1), 50));
    const changed = { config, parameters: { ...parameters, 'embedding/source': raised } };
    const logits = logitsOf({ config, parameters }, SOURCE, TARGET);
    expect(logitsOf(changed, SOURCE, TARGET)).toEqual(logits);
  });

  it.each([1, 4])('%i more columns of padding on both sides change nothing', (more) => {
    const context = tinyModel();
    const pads = new Array<number>(more).fill(SYMBOLS.padId);
    const widen = (rows: Rows) => rows.map((ids) => [...ids, ...pads]);
    const before = logitsOf(context, SOURCE, TARGET);
    const after = logitsOf(context, widen(SOURCE), widen(TARGET));
    for (const [row, logits] of before.entries()) {
      const same = after[row]!.slice(0, logits.length);
      expect(largestDifference(same, logits)).toBeLessThan(SUMMATION_ORDER);
    }
  });

  it('rows of nothing but padding change neither logits, nor loss, nor gradients', () => {
    const context = tinyModel();
    const extend = (rows: Rows) => [...rows, rows[0]!.map(() => SYMBOLS.padId)];
    const extended = {
      source: extend(BATCH.source),
      targetInput: extend(BATCH.targetInput),
      targetOutput: extend(BATCH.targetOutput),
    };
    const before = logitsOf(context, SOURCE, TARGET);
    const after = logitsOf(context, extended.source, extended.targetInput);
    expect(largestDifference(after.slice(0, 3).flat(), before.flat())).toBeLessThan(
      SUMMATION_ORDER,
    );
    expect(after[3]!.flat().every(Number.isFinite)).toBe(true);
    tf.tidy(() => {
      const [loss, same] = [BATCH, extended].map(
        (batch) => meanLoss(context, tensorsOf(batch), 0).dataSync()[0]!,
      );
      expect(same! / loss!).closeTo(1, 1e-6);
      const gradients = lossGradients(context, tensorsOf(BATCH), 0);
      for (const [name, gradient] of Object.entries(
        lossGradients(context, tensorsOf(extended), 0),
      )) {
        expect(relativeError(gradient, gradients[name]!), name).toBeLessThan(TENSOR_TOLERANCE);
      }
    });
  });
});
