import * as tf from '@tensorflow/tfjs-core';
import { kept, type VariableState } from './variable-state.ts';

/** A tensor with a name, as `getWeights` and `setWeights` of TensorFlow.js have it. */
export type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** The weight that counts updates; TensorFlow.js calls it so in its own optimizers. */
const ITERATIONS = 'iter';

/** Ends the name of a weight that counts the updates of one variable. */
const STEPS = 'steps';

/** What an optimizer keeps. */
export type OptimizerState = {
  /** Updates that it has made. */
  readonly iterations: number;
  /** By name, in the order of their first updates. */
  readonly variables: ReadonlyMap<string, VariableState>;
};

/**
 * The state as named tensors: the number of updates, then for each variable its slots, named
 * `<variable>/<slot>` with dots for the slashes of a slot, such as `dense/kernel/0.secondMoment`. A
 * variable with slots that has had fewer updates than the optimizer has `<variable>/steps` besides.
 *
 * The slots are the optimizer's own tensors, and the counts new ones.
 */
export function toWeights({ iterations, variables }: OptimizerState): NamedTensor[] {
  const count = (name: string, value: number): NamedTensor => ({
    name,
    tensor: tf.scalar(value, 'int32'),
  });
  return [
    count(ITERATIONS, iterations),
    ...[...variables].flatMap(([variable, { steps, slots }]) => {
      const own = Object.entries(slots).map(([slot, tensor]) => ({
        name: `${variable}/${slot.replaceAll('/', '.')}`,
        tensor,
      }));
      // Where nothing is kept, the steps of a variable are those of the optimizer.
      const isCounted = own.length > 0 && steps !== iterations;
      return isCounted ? [...own, count(`${variable}/${STEPS}`, steps)] : own;
    }),
  ];
}

const readCount = async ({ tensor }: NamedTensor): Promise<number> => (await tensor.data())[0]!;

/**
 * The state that `toWeights` wrote, in tensors of its own.
 *
 * @throws Error for a list that no `toWeights` wrote
 */
export async function fromWeights(weights: readonly NamedTensor[]): Promise<OptimizerState> {
  const [first, ...rest] = weights;
  if (first?.name !== ITERATIONS) {
    throw new Error(
      `setWeights: expected the list that getWeights returns, whose first weight is "${ITERATIONS}"; ` +
        `given ${first === undefined ? 'an empty one' : `one that starts with "${first.name}"`}`,
    );
  }
  const iterations = await readCount(first);
  const variables = new Map<string, VariableState>();
  for (const weight of rest) {
    const slash = weight.name.lastIndexOf('/');
    if (slash <= 0) {
      throw new Error(
        `setWeights: "${weight.name}" is no weight of this optimizer; expected <variable>/<slot>`,
      );
    }
    const variable = weight.name.slice(0, slash);
    const slot = weight.name.slice(slash + 1).replaceAll('.', '/');
    const { steps, slots } = variables.get(variable) ?? { steps: iterations, slots: {} };
    variables.set(
      variable,
      slot === STEPS
        ? { steps: await readCount(weight), slots }
        : { steps, slots: { ...slots, [slot]: kept(weight.tensor) } },
    );
  }
  return { iterations, variables };
}
