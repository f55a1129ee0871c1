import * as tf from '@tensorflow/tfjs-core';
import { mapTree, type TensorTree } from 'sublinear-optim';
import {
  addConstant,
  type GraphDefinition,
  type GraphType,
  type TracedTensor,
} from './definition.ts';
import { elementwiseRules } from './rules/elementwise.ts';
import { keepMaskRules } from './rules/keep-mask.ts';
import { layoutRules } from './rules/layout.ts';
import { lookUpRules } from './rules/look-ups.ts';
import { productRules } from './rules/products.ts';
import { reductionRules } from './rules/reduction.ts';
import type { Rules } from './rules/rule.ts';

export const RULES: Rules = {
  ...elementwiseRules,
  ...layoutRules,
  ...productRules,
  ...lookUpRules,
  ...keepMaskRules,
  ...reductionRules,
};

/** The name under which TensorFlow.js knows the tracing backend. */
const TRACING = 'graph-trace';

export type TracedTree = Readonly<Record<string, TracedTensor>>;

const VALUE_READ =
  'a value was read while a graph was being traced, where tensors have none yet: ' +
  'the program must be made of TensorFlow.js operations alone';

const FROM_OUTSIDE =
  'a tensor from outside was used while a graph was being traced; ' +
  'make it an input of the program or a part of its state';

function graphType(dtype: tf.DataType): GraphType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`a graph cannot hold tensors of type ${dtype}; use float32, int32 or bool`);
}

/**
 * A TensorFlow.js backend that computes nothing: each operation adds nodes to a graph, by its rule
 * in `src/graph/rules`, and tensors stand for node outputs. TensorFlow.js's own differentiation
 * runs on top of it unchanged, so gradients are traced too.
 */
class TracingBackend extends tf.KernelBackend {
  private readonly tensors = new Map<tf.DataId, TracedTensor>();
  private graph: GraphDefinition | undefined;

  tracing<T>(graph: GraphDefinition, body: () => T): T {
    this.graph = graph;
    try {
      return body();
    } finally {
      this.graph = undefined;
      this.tensors.clear();
    }
  }

  currentGraph(): GraphDefinition {
    if (this.graph === undefined) throw new Error('no graph is being traced');
    return this.graph;
  }

  /** The traced tensor with this id. */
  traced(dataId: tf.DataId): TracedTensor {
    const tensor = this.tensors.get(dataId);
    if (tensor === undefined) throw new Error(FROM_OUTSIDE);
    return tensor;
  }

  /** A handle for TensorFlow.js on a traced tensor. */
  register(tensor: TracedTensor): tf.TensorInfo {
    const dataId = {};
    this.tensors.set(dataId, tensor);
    return { dataId, shape: tensor.shape, dtype: tensor.dtype };
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const type = graphType(dtype);
    const output = addConstant(this.currentGraph(), type, shape, values as ArrayLike<number>);
    return this.register({ output, shape, dtype: type }).dataId;
  }

  override move(): never {
    throw new Error(FROM_OUTSIDE);
  }

  override readSync(): never {
    throw new Error(VALUE_READ);
  }

  override read(): never {
    throw new Error(VALUE_READ);
  }

  // A graph's tensors hold no memory: TensorFlow.js may release and share them as it likes.
  override disposeData(): boolean {
    return true;
  }

  override incRef(): void {}

  decRef(): void {}

  override refCount(): number {
    return 1;
  }

  override numDataIds(): number {
    return this.tensors.size;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    // The smallest step that tfjs-node's backend declares for float32.
    return 1e-7;
  }

  override dispose(): void {
    this.tensors.clear();
  }
}

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

/**
 * Runs `program` on tensors that stand for nodes of `graph`, adding the nodes of all it does.
 *
 * @param arguments_ the traced tensors of each of the program's arguments
 * @returns the traced tensors of each of its results
 * @throws Error where the program reads a value, uses a tensor from outside, or calls an operation
 *   without a rule
 */
export function trace(
  graph: GraphDefinition,
  program: (...arguments_: TensorTree[]) => readonly TensorTree[],
  arguments_: readonly TracedTree[],
): TracedTree[] {
  const active = tf.getBackend();
  const backend = tracingBackend();
  const tensorOf = (traced: TracedTensor): tf.Tensor => {
    const { dataId, shape, dtype } = backend.register(traced);
    return tf.engine().makeTensorFromDataId(dataId, shape, dtype, backend);
  };
  tf.setBackend(TRACING);
  try {
    return backend.tracing(graph, () => {
      tf.engine().startScope('trace');
      try {
        const results = program(...arguments_.map((tree) => mapTree(tree, tensorOf)));
        return results.map((tree) => mapTree(tree, ({ dataId }) => backend.traced(dataId)));
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
