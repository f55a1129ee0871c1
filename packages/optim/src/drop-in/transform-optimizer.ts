import * as tf from '@tensorflow/tfjs-core';
import { applyUpdates, type GradientTransform } from '../transform.ts';
import { leaf, type TensorTree } from '../tree.ts';
import { presentNames } from './present-names.ts';
import { type NamedSource, registeredTransform, sourceConfig } from './registry.ts';
import {
  disposeState,
  freshState,
  requireFitting,
  slotShapes,
  transformState,
  type VariableState,
} from './variable-state.ts';
import { fromWeights, type NamedTensor, toWeights } from './weights.ts';

/** The gradients that there are, by variable: tfjs has null for a variable that was not used. */
function presentGradients(gradients: tf.NamedTensorMap | NamedTensor[]): TensorTree {
  const entries = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients);
  return Object.fromEntries(entries.filter(([_name, tensor]) => tensor != null));
}

const variableExists = (name: string): boolean => name in tf.engine().registeredVariables;

function variableOf(name: string): tf.Variable {
  const variable = tf.engine().registeredVariables[name];
  if (variable === undefined) {
    throw new Error(
      `applyGradients: there is a gradient for "${name}" and no variable of that name; ` +
        'it may have been disposed',
    );
  }
  return variable;
}

/**
 * The variables called `names` in groups no larger than the largest of them. Updated in turn, they
 * need room for the temporaries of one group, and not of the whole model.
 */
function inTurn(names: readonly string[]): string[][] {
  const sizes = names.map((name) => variableOf(name).size);
  const most = Math.max(...sizes);
  const groups: string[][] = [];
  let room = 0;
  for (const [i, name] of names.entries()) {
    if (groups.length === 0 || sizes[i]! > room) {
      groups.push([]);
      room = most;
    }
    groups.at(-1)!.push(name);
    room -= sizes[i]!;
  }
  return groups;
}

/** An optimizer by its name and options, which can be written to a file, or any transform. */
export type OptimizerSource = NamedSource | GradientTransform;

/**
 * A gradient transform as an optimizer of TensorFlow.js, for `model.compile`, `minimize` and
 * `applyGradients`, on any backend.
 *
 * State belongs to variables by name, and begins with a variable's first gradient. A variable's steps
 * are counted from there, so that the averages of one which joins late are corrected as they should;
 * where a transform keeps no state, the optimizer's own count serves all.
 */
export class TransformOptimizer extends tf.Optimizer {
  /** The name that TensorFlow.js writes beside a saved model; a getter, as in its own optimizers. */
  static get className(): string {
    return 'SublinearOptimizer';
  }

  readonly #transform: GradientTransform;
  readonly #source: OptimizerSource;
  readonly #variables = new Map<string, VariableState>();
  /** What `setWeights` was given for variables that have had no gradient since. */
  readonly #saved = new Map<string, VariableState>();

  constructor(source: OptimizerSource) {
    super();
    this.#source = source;
    this.#transform = 'name' in source ? registeredTransform(source) : source;
  }

  override applyGradients(variableGradients: tf.NamedTensorMap | NamedTensor[]): void {
    const gradients = presentGradients(variableGradients);
    this.#startState(Object.keys(gradients).map(variableOf));
    for (const [steps, names] of this.#namesBySteps(Object.keys(gradients))) {
      for (const together of this.#transform.isPerTensor ? inTurn(names) : [names]) {
        tf.tidy(() => this.#update(together, gradients, steps + 1));
      }
    }
    this.incrementIterations();
  }

  /**
   * The state: counts and slots, as `toWeights` names them. As with every optimizer of
   * TensorFlow.js, the slots are live: clone what is to be kept.
   */
  override async getWeights(): Promise<NamedTensor[]> {
    const variables = new Map([...this.#variables, ...this.#saved]);
    return toWeights({ iterations: this.iterations, variables });
  }

  /**
   * Goes on from the state that `getWeights` returned, exactly.
   *
   * @throws Error for a list that no optimizer of this kind returned. Whether it fits the model
   *   shows at the next update, which throws otherwise
   */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const { iterations, variables } = await fromWeights(weights);
    this.#disposeState();
    this.iterations_ = iterations;
    for (const [name, state] of variables) this.#saved.set(name, state);
  }

  /**
   * The optimizer's name and options, as `model.save(..., { includeOptimizer: true })` writes them.
   *
   * @throws Error for an optimizer that holds functions of the caller, which no file can
   */
  override getConfig(): tf.serialization.ConfigDict {
    if (!('name' in this.#source)) {
      throw new Error(
        'an optimizer made of a transform cannot be saved with a model; ' +
          'save the model without its optimizer, and the state with getWeights',
      );
    }
    return sourceConfig(this.#source);
  }

  /** The optimizer that `getConfig` describes. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    create: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new create(config);
  }

  override dispose(): void {
    this.#disposeState();
    super.dispose();
  }

  #disposeState(): void {
    for (const states of [this.#variables, this.#saved]) {
      for (const state of states.values()) disposeState(state);
      states.clear();
    }
  }

  /** Sees to it that each of `variables` has state: saved, or new. */
  #startState(variables: readonly tf.Variable[]): void {
    const strangers = variables.filter(({ name }) => !this.#variables.has(name));
    if (strangers.length === 0) return;
    // Those of which nothing is kept are not among what was saved.
    const present = strangers
      .filter((variable) => Object.keys(slotShapes(this.#transform, variable)).length > 0)
      .map(({ name }) => name);
    const names = presentNames([...this.#saved.keys()], present, variableExists);
    const found = new Map(strangers.map((variable) => [variable.name, variable]));
    for (const [saved, name] of names) {
      const state = this.#saved.get(saved)!;
      const variable = found.get(name);
      if (variable === undefined) continue;
      requireFitting(this.#transform, variable, state);
      this.#variables.set(name, state);
      this.#saved.delete(saved);
    }
    for (const variable of strangers) {
      if (this.#variables.has(variable.name)) continue;
      this.#variables.set(variable.name, freshState(this.#transform, variable));
    }
  }

  /** `names` in groups of variables that have had equally many updates. */
  #namesBySteps(names: readonly string[]): Map<number, string[]> {
    const groups = new Map<number, string[]>();
    for (const name of names) {
      const { steps, slots } = this.#variables.get(name)!;
      const count = Object.keys(slots).length === 0 ? this.iterations : steps;
      groups.set(count, [...(groups.get(count) ?? []), name]);
    }
    return groups;
  }

  /** Makes update number `step`, counted from 1, of the variables called `names`. */
  #update(names: readonly string[], gradients: TensorTree, step: number): void {
    const variables = names.map(variableOf);
    const states = names.map((name) => [name, this.#variables.get(name)!] as const);
    const parameters = Object.fromEntries(variables.map((variable) => [variable.name, variable]));
    const { updates, state } = this.#transform.update(
      Object.fromEntries(names.map((name) => [name, leaf(gradients, name)])),
      Object.assign({}, ...states.map(([name, own]) => transformState(name, own))),
      { parameters, step: tf.scalar(step) },
    );
    const next = applyUpdates(parameters, updates);
    for (const variable of variables) variable.assign(leaf(next, variable.name));
    for (const [name, { slots }] of states) {
      for (const [slot, value] of Object.entries(slots)) {
        value.assign(leaf(state, `${slot}/${name}`));
      }
      this.#variables.set(name, { steps: step, slots });
    }
  }
}

/** An optimizer of your own: any transform, such as a `chain` of links. */
export const fromTransform = (transform: GradientTransform): TransformOptimizer =>
  new TransformOptimizer(transform);

// What is saved with a model is found again by this name.
tf.serialization.registerClass(TransformOptimizer);
