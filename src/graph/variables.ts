import { leaf, type TensorTree } from '../tree.ts';
import { addConstant, type GraphDefinition, type GraphType } from './definition.ts';
import type { Session } from './session.ts';

/** A tensor that lives in a session, and the nodes to read it and to set it. */
export type Variable = {
  readonly handle: string;
  readonly shape: number[];
  readonly dtype: GraphType;
  readonly read: string;
};

export type Variables = Readonly<Record<string, Variable>>;

/** The nodes that set all variables at once: fetching `done` does, with every placeholder fed. */
export type StateWriter = {
  readonly placeholders: Readonly<Record<string, string>>;
  readonly done: string;
};

/** Adds a node whose value is fed when the graph runs. */
export function addPlaceholder(
  graph: GraphDefinition,
  dtype: GraphType,
  shape: readonly number[],
): string {
  return graph.add('Placeholder', [], { dtype: { type: dtype }, shape: { shape } });
}

/**
 * Adds a node with a copy of `value` in memory of TensorFlow's own. What is fed may lie in a
 * JavaScript array, which only JavaScript's thread may let go of. A variable that took such memory
 * over would let go of it on whichever of TensorFlow's threads sets the variable next, and break the
 * process. So what is fed is copied before a variable can hold it.
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

/** Adds a variable for each tensor of `state`, of its shape and type; their values are not set. */
export function addVariables(graph: GraphDefinition, state: TensorTree): Variables {
  const variables: Record<string, Variable> = {};
  for (const [name, tensor] of Object.entries(state)) {
    const dtype = tensor.dtype as GraphType;
    const { shape } = tensor;
    const handle = graph.add('VarHandleOp', [], {
      dtype: { type: dtype },
      shape: { shape },
      shared_name: { s: name },
    });
    variables[name] = { handle, shape, dtype, read: addRead(graph, handle, dtype) };
  }
  return variables;
}

/** Adds the nodes that set every one of `variables`. */
export function addStateWriter(graph: GraphDefinition, variables: Variables): StateWriter {
  const placeholders: Record<string, string> = {};
  const assignments = Object.entries(variables).map(([name, variable]) => {
    const placeholder = addPlaceholder(graph, variable.dtype, variable.shape);
    placeholders[name] = placeholder;
    return addAssignment(graph, variable, addCopy(graph, placeholder, variable.dtype));
  });
  const nothing = addConstant(graph, { dtype: 'bool', shape: [], values: Uint8Array.of(1) });
  const order = assignments.map((node) => `^${node}`);
  const done = graph.add('Identity', [nothing, ...order], { T: { type: 'bool' } });
  return { placeholders, done };
}

/** Sets every variable to its value in `state`. */
export function writeVariables(session: Session, writer: StateWriter, state: TensorTree): void {
  const feeds = Object.entries(writer.placeholders).map(
    ([name, placeholder]) => [placeholder, leaf(state, name)] as const,
  );
  for (const done of session.run(feeds, [writer.done])) done.dispose();
}

/** The values of the variables now, as tensors of the caller's. */
export function readVariables(session: Session, variables: Variables): TensorTree {
  const names = Object.keys(variables);
  // TensorFlow refuses a run that asks for nothing.
  if (names.length === 0) return {};
  const values = session.run(
    [],
    names.map((name) => variables[name]!.read),
  );
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
}
