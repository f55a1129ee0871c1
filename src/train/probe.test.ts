import * as tf from '@tensorflow/tfjs-core';
import {
  disposeTree,
  type LinkConfig,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adamReference,
  clippedReference,
  factoredReference,
  gradientReference,
  type PlainTree,
  powerDecay,
  type Reference,
  ratedReference,
  relativeReference,
} from '../../packages/optim/test/references.ts';
import {
  ADAFACTOR,
  BATCH,
  EXECUTORS,
  type ExecutorKind,
  startTraining,
} from '../../test/support/small-training.ts';
import { DROPPING } from '../../test/support/tiny-model.ts';
import { startBackend } from '../backend/start.ts';
import { batchInputs } from '../model/batch.ts';
import { parameterNames } from '../model/parameters.ts';
import {
  countingProbe,
  initialCounts,
  type Measurement,
  measuringProbe,
  type StepProbe,
} from './probe.ts';
import { OPTIMIZER, PARAMETERS, trainingProgram } from './step.ts';

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const NAMES = parameterNames(DROPPING);

const ROW_A: LinkConfig[] = [
  { link: 'scaleByAdam', beta1: 0, beta2: 0.999, epsilon: 1e-9 },
  { link: 'scaleBySchedule', factor: 0.1 },
];

const SGD: LinkConfig[] = [{ link: 'scaleBySchedule', factor: 0.1 }];

/** The step sizes of `startTraining`: large enough to clip updates at some steps and not at others. */
const rateAt = (step: number): number => 5 * 0.01 * Math.min(1, Math.sqrt(10 / step));

/** In float64, from the gradients: U, and what is subtracted from the parameter. */
type Expected = { readonly unscaled?: () => Reference; readonly update: () => Reference };

const OPTIMIZERS: [string, LinkConfig[], Expected][] = [
  [
    'Adam without momentum (row A)',
    ROW_A,
    {
      unscaled: () => adamReference(0, 0.999, 1e-9),
      update: () => ratedReference(adamReference(0, 0.999, 1e-9), (step) => 0.1 * rateAt(step)),
    },
  ],
  [
    'Adafactor (row O)',
    ADAFACTOR,
    {
      unscaled: () => factoredReference(powerDecay(0.8)),
      update: () => {
        const clipped = clippedReference(factoredReference(powerDecay(0.8)), 1);
        return ratedReference(relativeReference(clipped), rateAt);
      },
    },
  ],
  [
    'gradient descent',
    SGD,
    { update: () => ratedReference(gradientReference, (step) => 0.1 * rateAt(step)) },
  ],
];

type Columns = Partial<Record<Measurement, number[]>>;

/** A step with what is measured, and the parameters and gradients that it had. */
type Looked = {
  readonly columns: Columns;
  readonly before: PlainTree;
  readonly gradients: PlainTree;
};

function plain(tree: TensorTree): PlainTree {
  return Object.fromEntries(
    NAMES.map((name) => [name, { shape: tree[name]!.shape, values: [...tree[name]!.dataSync()] }]),
  );
}

/** Trains; every step that `every` divides is measured, and none where it is undefined. */
function trainer(links: LinkConfig[], kind: ExecutorKind, every: number | undefined, axes = false) {
  const { options, state } = startTraining(links);
  const executor = EXECUTORS[kind]({
    ...state,
    ...(every === undefined ? {} : initialCounts(NAMES)),
  });
  const program = (createProbe?: () => StepProbe) =>
    executor.compile(trainingProgram(options, {}, createProbe));
  const take = program(every === undefined ? undefined : () => countingProbe(NAMES));
  const measure = program(() => measuringProbe(NAMES, { axes }));
  const inputsAt = (step: number) => ({ ...batchInputs(BATCH), step: tf.scalar(step, 'int32') });
  return {
    /** What the step has to do with, computed apart from the program that is tested. */
    lookAhead: (step: number): Omit<Looked, 'columns'> => {
      tf.engine().startScope();
      const before = executor.read(PARAMETERS);
      const telling = trainingProgram(options, {}, () => ({
        observer: { unscaled: () => {}, clipped: () => {} },
        results: (_state, _parameters, { gradients }) => ({
          outputs: withPrefix('gradients', gradients),
        }),
      }));
      const state = {
        ...withPrefix(PARAMETERS, before),
        ...withPrefix(OPTIMIZER, executor.read(OPTIMIZER)),
      };
      const gradients = underPrefix('gradients', telling(state, inputsAt(step)).outputs);
      const values = { before: plain(before), gradients: plain(gradients) };
      tf.engine().endScope();
      return values;
    },
    take: (step: number): Columns => {
      const inputs = inputsAt(step);
      const measured = every !== undefined && step % every === 0;
      const outputs = measured ? measure(inputs) : take(inputs);
      const { loss: _, ...columns } = outputs;
      const read = Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, [...column.dataSync()]]),
      );
      disposeTree({ ...inputs, ...outputs });
      return read;
    },
    parameters: (): PlainTree => {
      const read = executor.read(PARAMETERS);
      const values = plain(read);
      disposeTree(read);
      return values;
    },
    dispose: executor.dispose,
  };
}

const STEPS = 8;
const EVERY = 4;

/** What is measured at each step, and what that follows from. */
function trainAndLook(links: LinkConfig[]): Looked[] {
  const training = trainer(links, 'eager', EVERY);
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const ahead = training.lookAhead(i + 1);
    return { ...ahead, columns: training.take(i + 1) };
  });
  training.dispose();
  return steps;
}

/** What is measured at each step, and the parameters after the last. */
function trainThrough(links: LinkConfig[], kind: ExecutorKind, every?: number) {
  const training = trainer(links, kind, every);
  const columns = Array.from({ length: STEPS }, (_, i) => training.take(i + 1));
  const parameters = training.parameters();
  training.dispose();
  return { columns, parameters };
}

const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** What should be measured at every step, in float64 from the gradients and parameters. */
function expectedColumns({ unscaled, update }: Expected, steps: readonly Looked[]): Columns[] {
  const references = NAMES.map(() => ({ unscaled: unscaled?.(), update: update() }));
  let clipped = NAMES.map(() => 0);
  return steps.map(({ before, gradients }, i) => {
    const each = NAMES.map((name, at) => {
      const [gradient, parameter] = [gradients[name]!, before[name]!];
      const { unscaled: unscaledOf, update: updateOf } = references[at]!;
      const direction = unscaledOf?.(gradient, parameter, i + 1);
      return {
        unscaledRms: direction === undefined ? undefined : rootMeanSquare(direction),
        updateRms: rootMeanSquare(updateOf(gradient, parameter, i + 1)),
        parameterRms: rootMeanSquare(parameter.values),
        gradientNorm: Math.hypot(...gradient.values),
      };
    });
    if (i % EVERY === 0) clipped = NAMES.map(() => 0);
    clipped = clipped.map((count, at) => count + ((each[at]!.unscaledRms ?? 0) > 1 ? 1 : 0));
    const { unscaledRms, ...always } = {
      unscaledRms: each.map((values) => values.unscaledRms!),
      updateRms: each.map((values) => values.updateRms),
      parameterRms: each.map((values) => values.parameterRms),
      gradientNorm: each.map((values) => values.gradientNorm),
    };
    return { ...(unscaled === undefined ? {} : { unscaledRms }), ...always, clippedSteps: clipped };
  });
}

function expectClose(actual: Columns, expected: Columns, tolerance: number) {
  expect(Object.keys(actual).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [column, values] of Object.entries(expected)) {
    for (const [i, value] of values.entries()) {
      const error = Math.abs(actual[column as Measurement]![i]! - value) / (Math.abs(value) || 1);
      expect(error, `${column} of ${NAMES[i]}`).toBeLessThan(tolerance);
    }
  }
}

describe.each(OPTIMIZERS)('what is measured of a step of %s', (_name, links, reference) => {
  let eager: ReturnType<typeof trainThrough>;
  let graph: ReturnType<typeof trainThrough>;

  beforeAll(() => {
    eager = trainThrough(links, 'eager', EVERY);
    graph = trainThrough(links, 'graph', EVERY);
  });

  it('is what the gradients say in float64, at the steps asked for', () => {
    const steps = trainAndLook(links);
    const expected = expectedColumns(reference, steps);
    for (const [i, { columns }] of steps.entries()) {
      if ((i + 1) % EVERY !== 0) {
        expect(columns).toEqual({});
        continue;
      }
      const { clippedSteps, ...rest } = expected[i]!;
      expectClose(columns, links === ADAFACTOR ? { ...rest, clippedSteps } : rest, 1e-5);
    }
    if (links !== ADAFACTOR) return;
    // Some steps clip and others do not, or this would show little.
    const counts = steps.flatMap(({ columns }) => columns.clippedSteps ?? []);
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBeGreaterThan(1);
  });

  it('is the same eagerly and as a graph', () => {
    for (const [i, columns] of graph.columns.entries()) {
      expectClose(columns, eager.columns[i]!, 1e-4);
    }
  });

  it('leaves training as it is, bit for bit, eagerly and as a graph', () => {
    expect(eager.parameters).toEqual(trainThrough(links, 'eager').parameters);
    expect(graph.parameters).toEqual(trainThrough(links, 'graph').parameters);
  });

  it('leaves no tensors behind', () => {
    const training = trainer(links, 'eager', 2);
    for (const step of [1, 2]) training.take(step);
    const before = tf.memory().numTensors;
    for (const step of [3, 4, 5, 6]) training.take(step);
    expect(tf.memory().numTensors).toBe(before);
    training.dispose();
  });
});

/** What is measured of the first step. */
function firstMeasured(links: LinkConfig[], kind: ExecutorKind, axes: boolean): Columns {
  const training = trainer(links, kind, 1, axes);
  const columns = training.take(1);
  training.dispose();
  return columns;
}

const isMatrix = (name: string) => !/(scale|offset|bias)$/.test(name);

describe.each(['eager', 'graph'] as const)(
  'how well means of rows and columns represent it, %s',
  (kind) => {
    it('is measured of matrices, where a second moment is kept whole', () => {
      const { rowSignalToNoise, columnSignalToNoise } = firstMeasured(ROW_A, kind, true);
      for (const [i, name] of NAMES.entries()) {
        for (const ratio of [rowSignalToNoise![i]!, columnSignalToNoise![i]!]) {
          if (isMatrix(name)) expect(ratio, name).toBeGreaterThan(0);
          else expect(ratio, name).toBeNaN();
        }
      }
      expect(rowSignalToNoise).not.toEqual(columnSignalToNoise);
    });

    it('is measured only where it is asked for, and where there is something to measure', () => {
      for (const columns of [
        firstMeasured(ROW_A, kind, false),
        firstMeasured(ADAFACTOR, kind, true),
        firstMeasured(SGD, kind, true),
      ]) {
        expect(columns).not.toHaveProperty('rowSignalToNoise');
      }
    });

    it('leaves open what the links of a part do not tell', () => {
      const clip: LinkConfig = { link: 'clipByBlockRms', threshold: 1e-6 };
      const parted: LinkConfig[] = [
        {
          link: 'partition',
          parts: [
            { of: 'matrices', links: [...ROW_A, clip] },
            { of: 'others', links: SGD },
          ],
        },
      ];
      const { unscaledRms, clippedSteps, updateRms } = firstMeasured(parted, kind, false);
      for (const [i, name] of NAMES.entries()) {
        const isOfPart = isMatrix(name) && !name.startsWith('embedding');
        expect(Number.isNaN(unscaledRms![i]), name).toBe(!isOfPart);
        expect(clippedSteps![i], name).toBe(isOfPart ? 1 : 0);
        expect(updateRms![i], name).not.toBeNaN();
      }
    });
  },
);
