import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';
import type { GraphDefinition } from './definition.ts';
import { RULES } from './rules/index.ts';
import { TRACING, type TracedTensor, TracingBackend } from './tracing-backend.ts';

/** Traced tensors by name. */
export type TracedTree = Readonly<Record<string, TracedTensor>>;

/** The tracing backend, with a kernel for every rule; made when it is first needed. */
function tracingBackend(): TracingBackend {
  const found = tf.findBackend(TRACING);
  if (found !== undefined && found !== null) return found as TracingBackend;
  const backend = new TracingBackend();
  tf.registerBackend(TRACING, () => backend);
  for (const [kernelName, rule] of Object.entries(RULES)) {
    tf.registerKernel({
      kernelName,
      backendName: TRACING,
      kernelFunc: ({ inputs, attrs }) => {
        const operands = Object.entries(inputs).map(
          ([name, info]) => [name, backend.traced(info!.dataId)] as const,
        );
        const result = rule({
          graph: backend.currentGraph(),
          inputs: Object.fromEntries(operands),
          list: operands.map(([, operand]) => operand),
          attributes: (attrs ?? {}) as tf.NamedAttrMap,
        });
        return Array.isArray(result)
          ? result.map((tensor) => backend.register(tensor))
          : backend.register(result);
      },
    });
  }
  return backend;
}

/** tfjs's own message for a kernel that the active backend lacks. */
const MISSING_KERNEL = new RegExp(`Kernel '(\\w+)' not registered for backend '${TRACING}'`);

function explain(error: unknown): unknown {
  const operation = MISSING_KERNEL.exec(error instanceof Error ? error.message : '')?.[1];
  if (operation === undefined) return error;
  return new Error(
    `the operation ${operation} cannot be traced into a graph: it has no rule yet; ` +
      'add one to src/graph/rules',
    { cause: error },
  );
}

function tensorOf(traced: TracedTensor, backend: TracingBackend): tf.Tensor {
  const { dataId, shape, dtype } = backend.register(traced);
  return tf.engine().makeTensorFromDataId(dataId, shape, dtype, backend);
}

/**
 * Runs `program` on tensors that stand for nodes of `graph`, adding the nodes of all it does.
 *
 * @param arguments_ what each of the program's arguments stands for
 * @returns what each tensor of the result stands for
 * @throws Error where the program reads a value, uses a tensor from outside, or calls an operation
 *   without a rule
 */
export function trace<K extends string>(
  graph: GraphDefinition,
  program: (...arguments_: TensorTree[]) => Readonly<Record<K, TensorTree>>,
  arguments_: readonly TracedTree[],
): Record<K, TracedTree> {
  const active = tf.getBackend();
  const backend = tracingBackend();
  tf.setBackend(TRACING);
  try {
    return backend.tracing(graph, () => {
      tf.engine().startScope('trace');
      try {
        const tensors = arguments_.map((tree) =>
          Object.fromEntries(
            Object.entries(tree).map(([name, traced]) => [name, tensorOf(traced, backend)]),
          ),
        );
        const results = Object.entries(program(...tensors)) as [K, TensorTree][];
        return Object.fromEntries(
          results.map(([key, tree]) => [
            key,
            Object.fromEntries(
              Object.entries(tree).map(([name, { dataId }]) => [name, backend.traced(dataId)]),
            ),
          ]),
        ) as Record<K, TracedTree>;
      } finally {
        tf.engine().endScope();
      }
    });
  } catch (error) {
    throw explain(error);
  } finally {
    tf.setBackend(active);
  }
}
