import type { DataType } from '@tensorflow/tfjs-core';

/** Types that a graph's tensors may have. */
export type GraphType = Extract<DataType, 'float32' | 'int32' | 'bool'>;

/** Types of a node's operands: bytes are there within a rule only. */
export type NodeType = GraphType | 'uint8';

/** One attribute of a node, named as TensorFlow's `AttrValue` names its kinds. */
export type Attribute =
  | { readonly type: NodeType }
  | { readonly b: boolean }
  | { readonly i: number }
  | { readonly s: string }
  | { readonly shape: readonly number[] }
  | { readonly tensor: ConstantValue };

export type ConstantValue = {
  readonly dtype: NodeType;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
};

/** A node of a TensorFlow graph, as in its `NodeDef`. */
export type GraphNode = {
  readonly name: string;
  readonly op: string;
  /** Names of nodes, with `:k` for an output other than the first, or `^` for order alone. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
};

/** A TensorFlow graph while it grows. */
export type GraphDefinition = {
  readonly nodes: readonly GraphNode[];
  /** The operation of the node that gives `output`. */
  operationOf(output: string): string | undefined;
  /** A name for a node that is added later, so that others can refer to it before. */
  reserve(): string;
  /** Adds a node under a name of its own, or a reserved one, and returns the name. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    reserved?: string,
  ): string;
};

/** A graph without nodes. */
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

/** Adds a node with a fixed value. */
export function addConstant(graph: GraphDefinition, value: ConstantValue): string {
  return graph.add('Const', [], { dtype: { type: value.dtype }, value: { tensor: value } });
}
