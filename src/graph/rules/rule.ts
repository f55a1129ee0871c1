import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { type Attribute, addConstant, type GraphDefinition, type NodeType } from '../definition.ts';
import type { TracedTensor } from '../tracing-backend.ts';

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
  const shape = typeof values === 'number' ? [] : [values.length];
  const list = typeof values === 'number' ? [values] : values;
  return addConstant(graph, { dtype: 'int32', shape, values: Int32Array.from(list) });
}

/** The attribute that names the type of a node's operands, `T` in most operations. */
export function typed(dtype: NodeType, name = 'T'): Readonly<Record<string, Attribute>> {
  return { [name]: { type: dtype } };
}
