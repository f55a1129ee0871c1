import * as tf from '@tensorflow/tfjs-core';
import { leaf, type TensorTree, type UpdateObserver } from 'sublinear-optim';
import type { Program } from '../executor/executor.ts';

/** Looks on while a training step is computed, or traced, and adds to what its program gives. */
export type StepProbe = {
  /** For the optimiser of the step. */
  readonly observer: UpdateObserver;
  /**
   * What the program gives beside the results of the step.
   *
   * @param state of the executor, before the step
   * @param parameters before the step
   * @param step its gradients, and the updates that it subtracts from the parameters
   */
  results(
    state: TensorTree,
    parameters: TensorTree,
    step: { readonly gradients: TensorTree; readonly updates: TensorTree },
  ): ReturnType<Program>;
};

/** Where an executor's state holds counts from step to step. */
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
   * See `signalToNoise`, over a matrix' rows and its columns; absent where it is not asked for, or no
   * link keeps a second moment whole. NaN for vectors.
   */
  'rowSignalToNoise',
  'columnSignalToNoise',
] as const;

export type Measurement = (typeof MEASUREMENTS)[number];

/** The count of clipped steps in an executor's state. */
const counts = (value: tf.Tensor): TensorTree => ({ [`${DIAGNOSTICS}/${CLIPPED_STEPS}`]: value });

/** The state of the probes of `names` before the first step. */
export const initialCounts = (names: readonly string[]): TensorTree =>
  counts(tf.zeros([names.length]));

/**
 * How well means along `axis` represent a second moment V: the mean, over everything across the axis, of
 * E[V]^2 / Var[V] along it (Kalra et al., 2025, "When can you get away with low memory Adam?",
 * equation 3). Above 1 the mean says more than it hides. The last axis judges the means of rows, the one
 * before it those of columns. As in the authors' code, a constant line has no noise and does not count;
 * NaN where nothing counts.
 *
 * @param moment of two axes or more, not negative
 */
export function signalToNoise(moment: tf.Tensor, axis: -1 | -2): tf.Scalar {
  const mean = tf.mean(moment, axis, true);
  const hasSignal = tf.greater(mean, 0);
  // Relative to the mean, as squares of second moments leave the range of float32.
  const relative = tf.div(moment, tf.where(hasSignal, mean, tf.onesLike(mean)));
  const variance = tf.mean(tf.square(tf.sub(relative, 1)), axis, true);
  const counted = tf.logicalAnd(hasSignal, tf.greater(variance, 0));
  const ones = tf.onesLike(variance);
  const ratios = tf.where(
    counted,
    tf.div(1, tf.where(counted, variance, ones)),
    tf.zerosLike(ones),
  );
  return tf.div(tf.sum(ratios), tf.sum(tf.cast(counted, 'float32'))) as tf.Scalar;
}

/**
 * What the links of one step told. A parameter is missing where a partition gives it links that tell
 * nothing; `clipped` is empty where no link clips.
 */
type Told = Readonly<Record<'unscaled' | 'clipped' | 'secondMoments', Record<string, tf.Tensor>>>;

function listener(): { readonly observer: UpdateObserver; readonly told: Told } {
  const told: Told = { unscaled: {}, clipped: {}, secondMoments: {} };
  const observer: UpdateObserver = {
    unscaled: (name, update) => {
      told.unscaled[name] = update;
    },
    secondMoment: (name, moment) => {
      told.secondMoments[name] = moment;
    },
    clipped: (name, smaller) => {
      const before = told.clipped[name];
      told.clipped[name] = before === undefined ? smaller : tf.logicalOr(before, smaller);
    },
  };
  return { observer, told };
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
      return { outputs: {}, state: counted === undefined ? {} : counts(counted) };
    },
  };
}

/**
 * The probe of a step that is measured: it gives `MEASUREMENTS`, and begins to count anew.
 *
 * @param axes whether to give the signal-to-noise ratios
 */
export function measuringProbe(
  names: readonly string[],
  { axes = false }: { readonly axes?: boolean | undefined } = {},
): StepProbe {
  const { observer, told } = listener();
  // One root of all together makes fewer operations than one of each.
  const rootOfEach = (tree: TensorTree, combine: (squares: tf.Tensor) => tf.Tensor): tf.Tensor =>
    tf.sqrt(tf.stack(names.map((name) => combine(tf.square(tree[name] ?? unknown())))));
  const rms = (tree: TensorTree) => rootOfEach(tree, (squares) => tf.mean(squares));
  const norm = (tree: TensorTree) => rootOfEach(tree, (squares) => tf.sum(squares));
  const signalOf = (axis: -1 | -2): tf.Tensor =>
    tf.stack(
      names.map((name) => {
        const moment = told.secondMoments[name];
        return moment === undefined || moment.rank < 2 ? unknown() : signalToNoise(moment, axis);
      }),
    );
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
          ? { rowSignalToNoise: signalOf(-1), columnSignalToNoise: signalOf(-2) }
          : {}),
        ...(counted === undefined ? {} : { clippedSteps: counted }),
      };
      return { outputs, state: counted === undefined ? {} : counts(tf.zerosLike(counted)) };
    },
  };
}
