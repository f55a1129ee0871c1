import { register } from './drop-in/registry.ts';
import { TransformOptimizer } from './drop-in/transform-optimizer.ts';
import {
  type Kinds,
  type KindTable,
  type OptionsOf,
  requireOptions,
  requireRecord,
} from './kinds.ts';
import { type LearningRate, stepSize } from './learning-rate.ts';
import type { Schedule } from './schedules.ts';
import { chain, type GradientTransform } from './transform.ts';

/** What defines a named optimizer. */
type Definition<K extends KindTable, O = NoInfer<OptionsOf<K>>> = {
  /** By which configurations and saved models know it. */
  readonly name: string;
  /** When it was first published. */
  readonly year: number;
  /** The kind of every option but the step size, in the order in which they are listed. */
  readonly options: K;
  /** What an option is that is not given. */
  readonly defaults: O;
  /** Options with which it keeps more or less from step to step than with its defaults. */
  readonly variants?: readonly Partial<O>[];
  /** The step size where none is given; without it, one must be. */
  readonly learningRate?: number | Schedule;
  /** Its links in order, of which `rate` multiplies by the step size. */
  readonly links: (options: O, rate: GradientTransform) => readonly GradientTransform[];
};

/** All of a definition but the name, which functions have of themselves. */
type Parts<O> = Omit<Definition<KindTable, O>, 'name' | 'options'> & { readonly options: Kinds<O> };

type Rated = { readonly learningRate: LearningRate };

/** A named optimizer of TensorFlow.js, and what it is made of. */
export type NamedOptimizer<O> = Parts<O> & {
  /** The optimizer, with its learning rate and options, or with options that hold the rate. */
  (learningRate: LearningRate, options?: Partial<O>): TransformOptimizer;
  (options: Partial<O> & Rated): TransformOptimizer;
  /**
   * The optimizer as a transform.
   *
   * @throws Error for an option that is unknown, of another type, out of range, or missing
   */
  readonly build: (options: Partial<O> & Rated) => GradientTransform;
};

/** A named optimizer that has a learning rate of its own. */
export type RatedOptimizer<O> = Parts<O> & {
  (learningRate: LearningRate, options?: Partial<O>): TransformOptimizer;
  (options?: Partial<O> & Partial<Rated>): TransformOptimizer;
  readonly build: (options?: Partial<O> & Partial<Rated>) => GradientTransform;
};

const defined = <T extends object>(options: T): Partial<T> =>
  // What is undefined has its default, as with the defaults of the language.
  Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;

function buildTransform<K extends KindTable>(
  definition: Definition<K>,
  given: object,
): GradientTransform {
  type O = OptionsOf<K>;
  const { name, options, defaults, links } = definition;
  requireRecord(name, given, ['learningRate', ...Object.keys(options)].at(-1)!);
  requireOptions(name, options, { ...defaults, ...defined(given) }, ['learningRate']);
  const { learningRate = definition.learningRate, ...own } = defined(given) as Partial<O & Rated>;
  if (learningRate === undefined) {
    throw new Error(
      `${name}: learningRate: given undefined; expected a finite number, as in ${name}(0.1)`,
    );
  }
  const rate = stepSize(`${name}: learningRate`, learningRate);
  return chain(links({ ...defaults, ...(own as Partial<O>) }, rate));
}

/** The options of a call: `(options)`, or `(learningRate, options)` as in `tf.train`. */
function optionsOf(name: string, [first = {}, second]: readonly unknown[]): object {
  const isRate =
    typeof first !== 'object' || (first !== null && !Array.isArray(first) && 'name' in first);
  if (!isRate) {
    if (second === undefined) return first as object;
    throw new Error(
      `${name}: given options first and ${JSON.stringify(second)} second; expected a learning rate ` +
        'and options, or options alone',
    );
  }
  if (second === undefined) return { learningRate: first };
  if (typeof second !== 'object' || second === null || Array.isArray(second))
    return second as object;
  if ('learningRate' in second) {
    throw new Error(
      `${name}: learningRate: given twice, first and among the options; expected it once`,
    );
  }
  return { learningRate: first, ...second };
}

/**
 * A named optimizer of TensorFlow.js by its definition, to be listed in `named.ts`.
 *
 * Mark each call as pure, so that bundlers can leave out an optimizer that nobody uses. One that is
 * left out is not there either for a model that was saved with it.
 */
export function defineOptimizer<K extends KindTable>(
  definition: Definition<K> & { readonly learningRate: number | Schedule },
): RatedOptimizer<OptionsOf<K>>;
export function defineOptimizer<K extends KindTable>(
  definition: Definition<K>,
): NamedOptimizer<OptionsOf<K>>;
export function defineOptimizer<K extends KindTable>(definition: Definition<K>): unknown {
  const { name } = definition;
  const build = (options: object = {}) => buildTransform(definition, options);
  register(name, build);
  const create = (...given: unknown[]) =>
    new TransformOptimizer({ name, options: optionsOf(name, given) });
  const { name: _name, ...parts } = definition;
  return Object.assign(create, parts, { build });
}
