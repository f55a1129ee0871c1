import { disposeTree, type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import type { Executor, Program, Signature } from '../executor/executor.ts';
import { emptyGraph } from './definition.ts';
import { openSession, type Session } from './session.ts';
import { addProgram, runProgram, type TracedProgram, traceKey } from './traced-program.ts';
import { addVariables, readVariables, writeVariables } from './variables.ts';

/**
 * Runs programs as TensorFlow graphs. The state lives in a session and is never copied through
 * JavaScript in a run. A program is traced for each signature of inputs that is announced or that
 * comes; what comes after the graph was opened makes it open again, in a new session to which the
 * state is carried over. Takes over `initial`.
 *
 * Needs the tensorflow backend.
 */
export function graphExecutor(initial: TensorTree): Executor {
  const graph = emptyGraph();
  const variables = addVariables(graph, initial);
  const programs = new Map<string, TracedProgram>();
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

  const traced = (name: string, program: Program, signature: Signature): TracedProgram => {
    const key = traceKey(name, signature);
    const known = programs.get(key);
    if (known !== undefined) return known;
    const added = addProgram(graph, variables, program, signature);
    programs.set(key, added);
    outdated = true;
    return added;
  };

  return {
    prepare: (name, program, signature) => {
      traced(name, program, signature);
    },
    run: (name, program, inputs) => {
      const added = traced(name, program, inputs);
      return runProgram(current(), added, inputs);
    },
    read: (prefix) => readVariables(current(), underPrefix(prefix, variables)),
    write: (prefix, values) => writeVariables(current(), variables, withPrefix(prefix, values)),
    dispose: () => {
      if (session === undefined) disposeTree(initial);
      session?.close();
    },
  };
}
