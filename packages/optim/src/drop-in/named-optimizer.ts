import type * as tf from '@tensorflow/tfjs-core';
import {
  adafactor,
  adagrad,
  adam,
  adamw,
  DEFAULTS,
  momentum,
  nesterov,
  type OptimizerName,
  rmsprop,
  sgd,
  sm3,
} from '../named.ts';
import { buildSchedule, type ScheduleConfig } from '../schedule-config.ts';
import type { Schedule } from '../schedules.ts';
import type { GradientTransform } from '../transform.ts';

/** A schedule as data, for a run of so many steps; it can be saved, which a function cannot. */
export type PlannedRate = Exclude<ScheduleConfig, { name: 'vaswani' }> & {
  readonly steps: number;
};

/** A step size: the same at every step, planned over a run, or any function of the step. */
export type LearningRate = number | PlannedRate | Schedule;

const TRANSFORMS = { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, adafactor, sm3 };

type TransformOptions<Name extends OptimizerName> = NonNullable<
  Parameters<(typeof TRANSFORMS)[Name]>[0]
>;

/** The options of an optimizer; those that may be left out have the defaults of `named.ts`. */
export type OptimizerOptions<Name extends OptimizerName> = {
  readonly [Key in keyof TransformOptions<Name>]: Key extends 'learningRate'
    ? LearningRate
    : TransformOptions<Name>[Key];
};

/** An optimizer by its name. */
export type NamedOptimizer = {
  readonly [Name in OptimizerName]: {
    readonly name: Name;
    readonly options: OptimizerOptions<Name>;
  };
}[OptimizerName];

/** Options that have no default, for being absent by default. */
const WITHOUT_DEFAULT: Partial<Record<OptimizerName, readonly string[]>> = { sm3: ['beta2'] };

/**
 * @throws Error for an option that the optimizer has not got, a number that is negative or not
 *   finite, and a decay rate from 1 on
 */
function requireOptions({ name, options }: NamedOptimizer): void {
  const known = ['learningRate', ...Object.keys(DEFAULTS[name]), ...(WITHOUT_DEFAULT[name] ?? [])];
  for (const [option, value] of Object.entries(options)) {
    if (!known.includes(option)) {
      throw new Error(
        `${name}: there is no option "${option}"; its options are ${known.join(', ')}`,
      );
    }
    if (typeof value !== 'number') continue;
    const limit = option.startsWith('beta') ? 1 : Number.POSITIVE_INFINITY;
    if (!(value >= 0 && value < limit)) {
      const range = limit === 1 ? 'a number from 0 to below 1' : 'a finite number from 0';
      throw new Error(`${name}: ${option}: given ${value}; expected ${range}`);
    }
  }
}

/** A learning rate as the transforms take it. */
function transformRate(rate: LearningRate | undefined): number | Schedule | undefined {
  if (typeof rate !== 'object') return rate;
  const { steps, ...config } = rate;
  // No schedule but Vaswani's asks for dModel.
  return buildSchedule(config, { steps, rateMultiplier: 1, dModel: Number.NaN });
}

/**
 * The transform of a named optimizer.
 *
 * @throws Error for an option that is unknown, out of range, or missing
 */
export function namedTransform(optimizer: NamedOptimizer): GradientTransform {
  const { name, options } = optimizer;
  const build = TRANSFORMS[name] as ((options: object) => GradientTransform) | undefined;
  if (build === undefined) {
    throw new Error(
      `there is no optimizer "${name}"; there are ${Object.keys(TRANSFORMS).join(', ')}`,
    );
  }
  requireOptions(optimizer);
  return build({ ...options, learningRate: transformRate(options.learningRate) });
}

/**
 * A named optimizer as JSON can hold it.
 *
 * @throws Error where the learning rate is a function
 */
export function namedConfig({ name, options }: NamedOptimizer): tf.serialization.ConfigDict {
  if (typeof options.learningRate === 'function') {
    throw new Error(
      `${name}: a learningRate that is a function cannot be saved with a model. Give it as data, ` +
        "such as { name: 'constant', value: 0.01, warmup: { fraction: 0.1, power: 1 }, steps: 1000 }, " +
        'or save the model without its optimizer, and the state with getWeights',
    );
  }
  // JSON has no undefined, and what is undefined has its default.
  return { name, options: JSON.parse(JSON.stringify(options)) };
}
