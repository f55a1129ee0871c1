import type { DataType } from '@tensorflow/tfjs-core';

/** Types that a graph's tensors may have. */
export type GraphType = Extract<DataType, 'float32' | 'int32' | 'bool'>;

/** Types of a node's operands: bytes are there within a rule only. */
export type NodeType = GraphType | 'uint8';

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array };

/** A tensor of a graph: no value, but the node output that will have one. */
export type TracedTensor = {
  /** `node`, or `node:k` for an output other than the first. */
  readonly output: string;
  readonly shape: number[];
  readonly dtype: GraphType;
};

export type ConstantValue = {
  readonly dtype: NodeType;
  readonly shape: readonly number[];
  readonly values: InstanceType<(typeof ARRAYS)[NodeType]>;
};

/** One attribute of a node, named as TensorFlow's `AttrValue` names its kinds. */
export type Attribute =
  | { readonly type: NodeType }
  | { readonly b: boolean }
  | { readonly i: number }
  | { readonly s: string }
  | { readonly shape: readonly number[] }
  | { readonly tensor: ConstantValue };

export type Attributes = Readonly<Record<string, Attribute>>;

/** A node of a TensorFlow graph, as in its `NodeDef`. */
export type GraphNode = {
  readonly name: string;
  readonly op: string;
  /** Names of nodes, with `:k` for an output other than the first, or `^` for order alone. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
};

/** A TensorFlow graph while it grows. */
export type GraphDefinition = {
  readonly nodes: readonly GraphNode[];
  /** The operation of the node that gives `output`. */
  operationOf(output: string): string | undefined;
  /** A name for a node that is added later, so that others can refer to it before. */
  reserve(): string;
  /** Adds a node under a name of its own, or a reserved one, and returns the name. */
  add(op: string, inputs: readonly string[], attributes: Attributes, reserved?: string): string;
};

export function emptyGraph(): GraphDefinition {
  const nodes: GraphNode[] = [];
  const operations = new Map<string, string>();
  let reservations = 0;
  return {
    nodes,
    operationOf: (output) => operations.get(output.split(':', 1)[0]!),
    reserve: () => `reserved_${reservations++}`,
    add: (op, inputs, attributes, reserved) => {
      const name = reserved ?? `${op}_${nodes.length}`;
      nodes.push({ name, op, inputs, attributes });
      operations.set(name, op);
      return name;
    },
  };
}

/** Adds a node with fixed values, row after row. */
export function addConstant(
  graph: GraphDefinition,
  dtype: NodeType,
  shape: readonly number[],
  values: ArrayLike<number>,
): string {
  const Values: new (values: ArrayLike<number>) => ConstantValue['values'] = ARRAYS[dtype];
  const tensor = { dtype, shape, values: new Values(values) };
  return graph.add('Const', [], { dtype: { type: dtype }, value: { tensor } });
}
