import type { TensorTree } from 'sublinear-optim';
import type { Program, Signature } from '../executor/executor.ts';
import type { GraphDefinition, GraphType } from './definition.ts';
import type { Session } from './session.ts';
import { type TracedTree, trace } from './trace.ts';
import { addAssignment, addCopy, addPlaceholder, addRead, type Variables } from './variables.ts';

/** A program in a graph: which node stands for each of its inputs and outputs. */
export type TracedProgram = {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
};

/** The same for all inputs that one trace serves: those of the same names, types and shapes. */
export function traceKey(inputs: Signature): string {
  const shapes = Object.entries(inputs).map(
    ([input, { dtype, shape }]) => `${input}:${dtype}[${shape.join(',')}]`,
  );
  return shapes.sort().join(' ');
}

/** Adds `program` to `graph`, for inputs of these shapes, working on `variables` as its state. */
export function addProgram(
  graph: GraphDefinition,
  variables: Variables,
  program: Program,
  inputs: Signature,
): TracedProgram {
  const given: TracedTree = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => {
      return [name, { output: graph.reserve(), shape, dtype: dtype as GraphType }];
    }),
  );
  const state: TracedTree = Object.fromEntries(
    Object.entries(variables).map(([name, { handle, shape, dtype }]) => [
      name,
      { output: addRead(graph, handle, dtype), shape, dtype },
    ]),
  );
  const { outputs, replaced } = trace<'outputs' | 'replaced'>(
    graph,
    (current, fed) => {
      const result = program(current!, fed!);
      return { outputs: result.outputs, replaced: result.state ?? {} };
    },
    [state, given],
  );
  const assignments = Object.entries(replaced).map(([name, { output }]) => {
    const variable = variables[name];
    if (variable === undefined) throw new Error(`the program sets "${name}", which is no state`);
    // What else the program does with the old value must see it before it goes.
    return addAssignment(graph, variable, output, state[name]!.output);
  });
  const placeholders = Object.entries(given).map(([name, { output, shape, dtype }]) => {
    const placeholder = addPlaceholder(graph, dtype, shape);
    if (assignments.length > 0) addCopy(graph, placeholder, dtype, output);
    else graph.add('Identity', [placeholder], { T: { type: dtype } }, output);
    return [name, placeholder];
  });
  // An output is there only when all state is set.
  const order = assignments.map((node) => `^${node}`);
  return {
    inputs: Object.fromEntries(placeholders),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { output, dtype }]) => [
        name,
        graph.add('Identity', [output, ...order], { T: { type: dtype } }),
      ]),
    ),
  };
}

/** Runs a program that the session's graph contains. */
export function runProgram(
  session: Session,
  { inputs: placeholders, outputs }: TracedProgram,
  inputs: TensorTree,
): TensorTree {
  const feeds = Object.entries(inputs).map(
    ([name, tensor]) => [placeholders[name]!, tensor] as const,
  );
  const names = Object.keys(outputs);
  const values = session.run(
    feeds,
    names.map((name) => outputs[name]!),
  );
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
}
