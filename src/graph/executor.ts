import { disposeTree, mapTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { CompiledProgram, Executor, Program, Signature } from '../executor/executor.ts';
import { emptyGraph, type GraphDefinition, type GraphType } from './definition.ts';
import { openSession, type Session } from './session.ts';
import { type TracedTree, trace } from './trace.ts';
import {
  addAssignment,
  addCopy,
  addPlaceholder,
  addRead,
  addVariables,
  readVariables,
  type Variables,
  writeVariables,
} from './variables.ts';

/** A program in a graph: which node stands for each of its inputs and outputs. */
type TracedProgram = {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
};

/** The same for all inputs that one trace serves: those of the same names, types and shapes. */
function traceKey(inputs: Signature): string {
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
  const given: TracedTree = mapTree(inputs, ({ shape, dtype }) => ({
    output: graph.reserve(),
    shape,
    dtype: dtype as GraphType,
  }));
  const state: TracedTree = mapTree(variables, ({ handle, shape, dtype }) => ({
    output: addRead(graph, handle, dtype),
    shape,
    dtype,
  }));
  const [outputs, replaced] = trace(
    graph,
    (current, fed) => {
      const result = program(current!, fed!);
      return [result.outputs, result.state ?? {}];
    },
    [state, given],
  );
  const assignments = Object.entries(replaced!).map(([name, { output }]) => {
    const variable = variables[name];
    if (variable === undefined) throw new Error(`the program sets "${name}", which is no state`);
    // What else the program does with the old value must see it before it goes.
    return addAssignment(graph, variable, output, state[name]!.output);
  });
  const placeholders = mapTree(given, ({ output, shape, dtype }) => {
    const placeholder = addPlaceholder(graph, dtype, shape);
    if (assignments.length > 0) addCopy(graph, placeholder, dtype, output);
    else graph.add('Identity', [placeholder], { T: { type: dtype } }, output);
    return placeholder;
  });
  // An output is there only when all state is set.
  const order = assignments.map((node) => `^${node}`);
  return {
    inputs: placeholders,
    outputs: mapTree(outputs!, ({ output, dtype }) =>
      graph.add('Identity', [output, ...order], { T: { type: dtype } }),
    ),
  };
}

/**
 * Runs programs as TensorFlow graphs. The state lives in a session and is never copied through
 * JavaScript in a run. A program is traced for each signature of inputs that it is compiled for or that
 * comes; what comes after the graph was opened makes it open again, in a new session to which the
 * state is carried over. Takes over `initial`.
 *
 * Needs the tensorflow backend.
 */
export function graphExecutor(initial: TensorTree): Executor {
  const graph = emptyGraph();
  const variables = addVariables(graph, initial);
  const programs = new Map<Program, Map<string, TracedProgram>>();
  let session: Session | undefined;
  /** Whether the graph has grown since the session was opened. */
  let outdated = true;

  const current = (): Session => {
    if (session !== undefined && !outdated) return session;
    const state = session === undefined ? initial : readVariables(session, variables);
    session?.close();
    const opened = openSession(graph);
    writeVariables(opened, variables, state);
    disposeTree(state);
    session = opened;
    outdated = false;
    return opened;
  };

  const compile = (program: Program, signatures: readonly Signature[] = []): CompiledProgram => {
    const traces = programs.get(program) ?? new Map<string, TracedProgram>();
    programs.set(program, traces);
    const traced = (signature: Signature): TracedProgram => {
      const key = traceKey(signature);
      const known = traces.get(key);
      if (known !== undefined) return known;
      const added = addProgram(graph, variables, program, signature);
      traces.set(key, added);
      outdated = true;
      return added;
    };
    for (const signature of signatures) traced(signature);
    return (inputs) => {
      const { inputs: placeholders, outputs } = traced(inputs);
      const feeds = Object.entries(inputs).map(
        ([name, tensor]) => [placeholders[name]!, tensor] as const,
      );
      return current().run(feeds, outputs);
    };
  };

  return {
    compile,
    read: (prefix) => readVariables(current(), underPrefix(prefix, variables)),
    write: (prefix, values) => writeVariables(current(), variables, withPrefix(prefix, values)),
    dispose: () => {
      if (session === undefined) disposeTree(initial);
      session?.close();
    },
  };
}
