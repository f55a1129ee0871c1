import type { DataType } from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';

/**
 * A pure function made of TensorFlow.js operations: from state and inputs to outputs and new state.
 * It reads nothing back and draws no random numbers from outside, so it can be run operation by
 * operation or traced once and run as a graph.
 */
export type Program = (
  state: TensorTree,
  inputs: TensorTree,
) => {
  readonly outputs: TensorTree;
  /** Replaces the state of the same names; all other state stays. */
  readonly state?: TensorTree;
};

/** Shapes and types of a program's inputs, by name. Tensors have them, so inputs are their own. */
export type Signature = Readonly<
  Record<string, { readonly shape: number[]; readonly dtype: DataType }>
>;

/**
 * Runs a program on inputs and the state of its executor, which it changes; gives the outputs. The
 * caller frees inputs and outputs, and reads them with `data()`: not every backend can wait for its
 * device in the middle of JavaScript, as `dataSync()` would.
 */
export type CompiledProgram = (inputs: TensorTree) => TensorTree;

/** Keeps state, and runs programs on it. */
export type Executor = {
  /**
   * Gives `program` ready to be run. It takes inputs of any signature; an executor that traces
   * programs does better when it knows the signatures beforehand. What has been traced of a program
   * serves it again when it is compiled again.
   */
  compile(program: Program, signatures?: readonly Signature[]): CompiledProgram;
  /** A copy of the state whose names start with `prefix/`, named without it. The caller frees it. */
  read(prefix: string): TensorTree;
  /**
   * Replaces the state whose names start with `prefix/` by copies of `values`, named without it, of
   * the same names and shapes. The caller frees `values`.
   */
  write(prefix: string, values: TensorTree): void;
  /** Frees the state. */
  dispose(): void;
};
