import { disposeTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { CompiledProgram, Executor, Program, Signature } from '../executor/executor.ts';
import { emptyGraph } from './definition.ts';
import { openSession, type Session } from './session.ts';
import { addProgram, runProgram, type TracedProgram, traceKey } from './traced-program.ts';
import { addVariables, readVariables, writeVariables } from './variables.ts';

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
      const trace = traced(inputs);
      return runProgram(current(), trace, inputs);
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
