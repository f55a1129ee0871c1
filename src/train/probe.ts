import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree, type UpdateObserver } from 'sublinear-optim';
import type { DiagnosticsConfig } from '../config/diagnostics-schema.ts';
import type { ProgramResult } from '../executor/executor.ts';
import { signalToNoise } from './axis-signal.ts';
import type { StepOutput } from './step.ts';

/** Looks on while a training step is computed, or traced, and adds to what its program gives. */
export type StepProbe = {
  /** For the optimiser of the step. */
  readonly observer: UpdateObserver;
  /**
   * What the program gives beside the results of the step.
   *
   * @param state of the executor, before the step
   * @param parameters before the step
   */
  results(state: TensorTree, parameters: TensorTree, step: StepOutput): ProgramResult;
};

/** Where an executor's state holds what is counted from step to step. */
export const DIAGNOSTICS = 'diagnostics';

/** How many steps clipped each parameter's update since this was last read: float32 [parameters]. */
const CLIPPED_STEPS = 'clippedSteps';

/** What a measuring step gives: float32 [parameters] each, in the order of the names asked for. */
export const MEASUREMENTS = [
  /** RMS of U = G / sqrt(V); absent where no link of the optimiser divides by a second moment. */
  'unscaledRms',
  /** RMS of what is subtracted from the parameter. */
  'updateRms',
  /** RMS of the parameter before the step, to which relative step sizes refer. */
  'parameterRms',
  /** Euclidean norm of the gradient. */
  'gradientNorm',
  /** Steps that clipped, of those since the last measurement; absent where no link clips. */
  CLIPPED_STEPS,
  /**
   * How well the means of a matrix' rows, and of its columns, stand for its second moment; absent
   * where it is not asked for, or no link keeps one whole. NaN for vectors.
   */
  'rowSignalToNoise',
  'columnSignalToNoise',
] as const;

export type Measurement = (typeof MEASUREMENTS)[number];

/** What the probes of `names` keep in an executor's state, before the first step. */
export function initialCounts(names: readonly string[]): TensorTree {
  return { [`${DIAGNOSTICS}/${CLIPPED_STEPS}`]: tf.zeros([names.length]) };
}

/**
 * What the links of one step told: of all parameters, or of some where a partition gives others links
 * that tell nothing; nothing at all under `clipped` where none of them clips.
 */
type Told = {
  readonly unscaled: TensorTree;
  readonly clipped: TensorTree;
  readonly secondMoments: TensorTree;
};

function listener(): { readonly observer: UpdateObserver; readonly told: Told } {
  const unscaled: Record<string, tf.Tensor> = {};
  const clipped: Record<string, tf.Tensor> = {};
  const secondMoments: Record<string, tf.Tensor> = {};
  const observer: UpdateObserver = {
    unscaled: (name, update) => {
      unscaled[name] = update;
    },
    secondMoment: (name, moment) => {
      secondMoments[name] = moment;
    },
    clipped: (name, smaller) => {
      const before = clipped[name];
      clipped[name] = before === undefined ? smaller : tf.logicalOr(before, smaller);
    },
  };
  return { observer, told: { unscaled, clipped, secondMoments } };
}

const isEmpty = (tree: TensorTree): boolean => Object.keys(tree).length === 0;

/** The count of clipped steps with this one, or undefined where no link clips. */
function countedSteps(
  names: readonly string[],
  { clipped }: Told,
  state: TensorTree,
): tf.Tensor | undefined {
  if (isEmpty(clipped)) return undefined;
  const flags = tf.stack(names.map((name) => clipped[name] ?? tf.scalar(false, 'bool')));
  return tf.add(leaf(state, `${DIAGNOSTICS}/${CLIPPED_STEPS}`), tf.cast(flags, 'float32'));
}

/** Of what no link told. */
const unknown = (): tf.Scalar => tf.scalar(Number.NaN);

/** The signal-to-noise ratio of each second moment that was told, about its means along `axis`. */
function signalOf(names: readonly string[], { secondMoments }: Told, axis: -1 | -2): tf.Tensor {
  return tf.stack(
    names.map((name) => {
      const moment = secondMoments[name];
      return moment === undefined || moment.rank < 2 ? unknown() : signalToNoise(moment, axis);
    }),
  );
}

const counts = (value: tf.Tensor): TensorTree => ({ [`${DIAGNOSTICS}/${CLIPPED_STEPS}`]: value });

/**
 * The probe of a step that is not measured: it only counts the updates that are clipped. This costs
 * next to nothing, as the links know it anyway: one vector as long as `names` is added to.
 */
export function countingProbe(names: readonly string[]): StepProbe {
  const { observer, told } = listener();
  return {
    observer,
    results: (state) => {
      const counted = countedSteps(names, told, state);
      return { outputs: {}, ...(counted === undefined ? {} : { state: counts(counted) }) };
    },
  };
}

/** The probe of a step that is measured: it gives `MEASUREMENTS`, and begins to count anew. */
export function measuringProbe(
  names: readonly string[],
  { axes = false }: Pick<DiagnosticsConfig, 'axes'> = {},
): StepProbe {
  const { observer, told } = listener();
  // One root of all together makes fewer operations than one of each.
  const rootOfEach = (tree: TensorTree, combine: (squares: tf.Tensor) => tf.Tensor): tf.Tensor =>
    tf.sqrt(tf.stack(names.map((name) => combine(tf.square(tree[name] ?? unknown())))));
  const rms = (tree: TensorTree) => rootOfEach(tree, (squares) => tf.mean(squares));
  const norm = (tree: TensorTree) => rootOfEach(tree, (squares) => tf.sum(squares));
  return {
    observer,
    results: (state, parameters, { gradients, updates }) => {
      const counted = countedSteps(names, told, state);
      const outputs: Partial<Record<Measurement, tf.Tensor>> = {
        ...(isEmpty(told.unscaled) ? {} : { unscaledRms: rms(told.unscaled) }),
        updateRms: rms(updates),
        parameterRms: rms(parameters),
        gradientNorm: norm(gradients),
        ...(axes && !isEmpty(told.secondMoments)
          ? {
              rowSignalToNoise: signalOf(names, told, -1),
              columnSignalToNoise: signalOf(names, told, -2),
            }
          : {}),
        ...(counted === undefined ? {} : { clippedSteps: counted }),
      };
      return {
        outputs,
        ...(counted === undefined ? {} : { state: counts(tf.zerosLike(counted)) }),
      };
    },
  };
}
