import * as tf from '@tensorflow/tfjs-core';
import {
  average,
  biasCorrected,
  leaf,
  mapTree,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
import { AVERAGE_KINDS, type AverageKind } from '../config/averages.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Executor, Program } from '../executor/executor.ts';

/** Averages of the parameters over time, to be evaluated beside the parameters themselves. */
export type AveragingConfig = NonNullable<RunConfig['averaging']>;

/** Where an executor's state holds averages. */
export const AVERAGES = 'averages';

const POLYAK: AverageKind = 'polyak';
const LAST_POINTS: AverageKind = 'lastPoints';

/** The averages that `config` asks for. */
export function averageKinds(config: AveragingConfig): AverageKind[] {
  return AVERAGE_KINDS.filter((kind) => config[kind] !== undefined);
}

/** The state of all averages before the first step: zeros, named `<kind>/<parameter>`. */
export function initialAverages(config: AveragingConfig, parameters: TensorTree): TensorTree {
  const zeros = () => mapTree(parameters, (parameter) => tf.zerosLike(parameter));
  return Object.assign({}, ...averageKinds(config).map((kind) => withPrefix(kind, zeros())));
}

/**
 * The Polyak average after a step (Polyak & Juditsky, 1992, with the weights that are usual since):
 * decay * average + (1 - decay) * parameters, with bias correction.
 *
 * @param averages see `initialAverages`
 * @param parameters after the step
 * @param step t, counted from 1, a float32 scalar
 */
export function polyakAveraged(
  averages: TensorTree,
  parameters: TensorTree,
  step: tf.Scalar,
  decay: number,
): TensorTree {
  const weights = biasCorrected(decay, step);
  const before = underPrefix(POLYAK, averages);
  return withPrefix(
    POLYAK,
    mapTree(parameters, (parameter, name) => average(leaf(before, name), parameter, weights)),
  );
}

/** Takes the parameters into the mean, which is then over `points` of them, a float32 scalar. */
function meanProgram(parametersAt: string): Program {
  const averagesAt = `${AVERAGES}/${LAST_POINTS}`;
  return (state, { points }) => {
    const weight = tf.div(1, points!);
    const means = underPrefix(averagesAt, state);
    const next = mapTree(underPrefix(parametersAt, state), (parameter, name) => {
      const mean = leaf(means, name);
      return tf.add(mean, tf.mul(tf.sub(parameter, mean), weight));
    });
    return { outputs: { points: tf.add(points!, 0) }, state: withPrefix(averagesAt, next) };
  };
}

/**
 * How many points are in the mean of the last ones after `step`, or 0 where that step is no point.
 * Points lie `every` steps apart, the last one at the end of training; there are `count` of them, or
 * as many as the run has room for.
 *
 * @param steps the last step
 */
export function pointsAt(
  { count, every }: NonNullable<AveragingConfig['lastPoints']>,
  step: number,
  steps: number,
): number {
  const points = Math.min(count, Math.ceil(steps / every));
  const later = (steps - step) / every;
  return Number.isInteger(later) && later < points ? points - later : 0;
}

/** Compiles the mean over the last points: the result takes the parameters as point number `points`. */
export function compileTakePoint(
  executor: Executor,
  parametersAt: string,
): (points: number) => void {
  const takePoint = executor.compile(meanProgram(parametersAt), [
    { points: { shape: [], dtype: 'float32' } },
  ]);
  return (points) => {
    const input = tf.scalar(points);
    tf.dispose([input, takePoint({ points: input })]);
  };
}
