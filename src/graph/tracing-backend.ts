import * as tf from '@tensorflow/tfjs-core';
import { addConstant, type GraphDefinition, type GraphType } from './definition.ts';

/** The name under which TensorFlow.js knows this backend. */
export const TRACING = 'graph-trace';

/** A tensor of a graph: no value, but the node output that will have one. */
export type TracedTensor = {
  /** `node`, or `node:k` for an output other than the first. */
  readonly output: string;
  readonly shape: number[];
  readonly dtype: GraphType;
};

const VALUE_READ =
  'a value was read while a graph was being traced, where tensors have none yet: ' +
  'the program must be made of TensorFlow.js operations alone';

function graphType(dtype: tf.DataType): GraphType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`a graph cannot hold tensors of type ${dtype}; use float32, int32 or bool`);
}

/**
 * A TensorFlow.js backend that computes nothing: each operation adds nodes to a graph, by its rule
 * in `src/graph/rules`, and tensors stand for node outputs. TensorFlow.js's own differentiation
 * runs on top of it unchanged, so gradients are traced too.
 */
export class TracingBackend extends tf.KernelBackend {
  private readonly tensors = new Map<tf.DataId, TracedTensor>();
  private graph: GraphDefinition | undefined;

  /** Traces `body` into `graph`. */
  tracing<T>(graph: GraphDefinition, body: () => T): T {
    this.graph = graph;
    try {
      return body();
    } finally {
      this.graph = undefined;
      this.tensors.clear();
    }
  }

  /** The graph that is being traced. */
  currentGraph(): GraphDefinition {
    if (this.graph === undefined) throw new Error('no graph is being traced');
    return this.graph;
  }

  /** What the tensor with this id stands for. */
  traced(dataId: tf.DataId): TracedTensor {
    const tensor = this.tensors.get(dataId);
    if (tensor === undefined) {
      throw new Error(
        'a tensor from outside was used while a graph was being traced; ' +
          'make it an input of the program or a part of its state',
      );
    }
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
    // Scalars reach a backend as plain arrays.
    const typed =
      type === 'float32'
        ? Float32Array.from(values as Float32Array)
        : type === 'int32'
          ? Int32Array.from(values as Int32Array)
          : Uint8Array.from(values as Uint8Array);
    const output = addConstant(this.currentGraph(), { dtype: type, shape, values: typed });
    return this.register({ output, shape, dtype: type }).dataId;
  }

  override move(): never {
    throw new Error(
      'a tensor from outside was used while a graph was being traced; ' +
        'make it an input of the program or a part of its state',
    );
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
