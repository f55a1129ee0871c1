import type { DataType } from '@tensorflow/tfjs-core';
import type { TensorTree } from 'sublinear-optim';

/**
 * A pure function made of TensorFlow.js operations: from state and inputs to outputs and new state.
 * It reads nothing back and draws no random numbers from outside, so it can be run operation by
 * operation or traced once and run as a graph.
 */
export type Program = (state: TensorTree, inputs: TensorTree) => ProgramResult;

export type ProgramResult = {
  readonly outputs: TensorTree;
  /** What replaces the state of the same names; what is left out stays. */
  readonly state?: TensorTree;
};

/** Shapes and types of a program's inputs, by name. Tensors have them, so inputs are their own. */
export type Signature = Readonly<
  Record<string, { readonly shape: number[]; readonly dtype: DataType }>
>;

/** Keeps state, and runs programs on it. */
export type Executor = {
  /**
   * Announces that `program` will be run on inputs of this signature. It need not be said, but an
   * executor that compiles programs does better when it knows them beforehand.
   */
  prepare(name: string, program: Program, signature: Signature): void;
  /**
   * Runs `program`. The caller frees inputs and outputs, and reads them with `data()`: not every
   * backend can wait for its device in the middle of JavaScript, as `dataSync()` would.
   *
   * @param name stands for the program: the same name must always come with the same one
   */
  run(name: string, program: Program, inputs: TensorTree): TensorTree;
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
