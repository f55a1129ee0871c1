import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import {
  type Attribute,
  type Attributes,
  addConstant,
  type GraphDefinition,
  type NodeType,
  type TracedTensor,
} from '../definition.ts';

/** One call of a TensorFlow.js operation, to be put into a graph. */
export type RuleCall = {
  readonly graph: GraphDefinition;
  /** By the names that TensorFlow.js gives the operation's inputs. */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  /** Inputs of an operation that takes a list. */
  readonly list: readonly TracedTensor[];
  readonly attributes: NamedAttrMap;
};

/** How a TensorFlow.js operation becomes nodes of a graph: its outputs, with their shapes. */
export type Rule = (call: RuleCall) => TracedTensor | TracedTensor[];

/** Rules by the name of the TensorFlow.js kernel they stand in for. */
export type Rules = Readonly<Record<string, Rule>>;

/** A constant vector or scalar of integers, such as a shape or an axis. */
export function integers(graph: GraphDefinition, values: readonly number[] | number): string {
  return typeof values === 'number'
    ? addConstant(graph, 'int32', [], [values])
    : addConstant(graph, 'int32', [values.length], values);
}

/** The attributes that name the types of a node's operands: `T` unless given. */
export function typed(dtype: NodeType, ...names: readonly string[]): Attributes {
  const given = names.length === 0 ? ['T'] : names;
  return Object.fromEntries(given.map((name): [string, Attribute] => [name, { type: dtype }]));
}

/** Adds a node with the type `T` of `x`, which is its output's too, and so is its shape unless given. */
export function addLike(
  graph: GraphDefinition,
  x: TracedTensor,
  op: string,
  operands: readonly string[],
  attributes: Attributes = {},
  shape: number[] = x.shape,
): TracedTensor {
  const output = graph.add(op, operands, { ...typed(x.dtype), ...attributes });
  return { output, shape, dtype: x.dtype };
}
