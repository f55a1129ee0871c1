import { util } from '@tensorflow/tfjs-core';
import { disposeTree, mapTree, type TensorTree } from 'sublinear-optim';
import { addConstant, type GraphDefinition, type GraphType } from './definition.ts';
import type { Session } from './session.ts';

/** A tensor that lives in a session, and the nodes to read it and to set it. */
type Variable = {
  readonly handle: string;
  readonly shape: number[];
  readonly dtype: GraphType;
  readonly read: string;
  /** Fetching `done` sets it to what is fed to `placeholder`. */
  readonly write: { readonly placeholder: string; readonly done: string };
};

export type Variables = Readonly<Record<string, Variable>>;

/** Adds a node whose value is fed when the graph runs. */
export function addPlaceholder(graph: GraphDefinition, dtype: GraphType, shape: number[]): string {
  return graph.add('Placeholder', [], { dtype: { type: dtype }, shape: { shape } });
}

/**
 * Adds a node with a copy of `value` in memory of TensorFlow's own. A fed value may be the memory of a
 * JavaScript array, which only JavaScript's thread may release. A variable that held it would release
 * it on whichever of TensorFlow's threads sets the variable next, and break the process. So fed values
 * are copied before a variable can hold them.
 */
export function addCopy(
  graph: GraphDefinition,
  value: string,
  dtype: GraphType,
  reserved?: string,
): string {
  return graph.add('DeepCopy', [value], { T: { type: dtype } }, reserved);
}

/** Adds a node with the variable's value at the moment the node runs. */
export function addRead(graph: GraphDefinition, handle: string, dtype: GraphType): string {
  return graph.add('ReadVariableOp', [handle], { dtype: { type: dtype } });
}

/** Adds a node that sets the variable, after the node `after` has run. */
export function addAssignment(
  graph: GraphDefinition,
  { handle, dtype }: Pick<Variable, 'handle' | 'dtype'>,
  value: string,
  after?: string,
): string {
  const order = after === undefined ? [] : [`^${after}`];
  return graph.add('AssignVariableOp', [handle, value, ...order], { dtype: { type: dtype } });
}

function addWrite(graph: GraphDefinition, handle: string, dtype: GraphType, shape: number[]) {
  const placeholder = addPlaceholder(graph, dtype, shape);
  const assignment = addAssignment(graph, { handle, dtype }, addCopy(graph, placeholder, dtype));
  const nothing = addConstant(graph, 'bool', [], [1]);
  const done = graph.add('Identity', [nothing, `^${assignment}`], { T: { type: 'bool' } });
  return { placeholder, done };
}

/** Adds a variable for each tensor of `state`, of its shape and type; their values are not set. */
export function addVariables(graph: GraphDefinition, state: TensorTree): Variables {
  return mapTree(state, ({ shape, dtype: type }, name) => {
    const dtype = type as GraphType;
    const handle = graph.add('VarHandleOp', [], {
      dtype: { type: dtype },
      shape: { shape },
      shared_name: { s: name },
    });
    const read = addRead(graph, handle, dtype);
    return { handle, shape, dtype, read, write: addWrite(graph, handle, dtype, shape) };
  });
}

/**
 * Sets variables to their values in `state`.
 *
 * @throws Error where `state` has a name that is no variable's, or another shape
 */
export function writeVariables(session: Session, variables: Variables, state: TensorTree): void {
  const writes = Object.entries(state).map(([name, tensor]) => {
    const variable = variables[name];
    if (variable === undefined) throw new Error(`there is no variable "${name}" to be set`);
    util.assertShapesMatch(tensor.shape, variable.shape, `"${name}": `);
    return { ...variable.write, name, tensor };
  });
  const done = session.run(
    writes.map(({ placeholder, tensor }) => [placeholder, tensor] as const),
    Object.fromEntries(writes.map((write) => [write.name, write.done])),
  );
  disposeTree(done);
}

/** The values of the variables now, as tensors of the caller's. */
export function readVariables(session: Session, variables: Variables): TensorTree {
  return session.run(
    [],
    mapTree(variables, ({ read }) => read),
  );
}
