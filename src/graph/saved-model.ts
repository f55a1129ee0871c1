import { PbfWriter } from 'pbf';
import type {
  Attribute,
  ConstantValue,
  GraphDefinition,
  GraphNode,
  NodeType,
} from './definition.ts';

/*
 * The protocol buffers that a TensorFlow SavedModel consists of, as far as a graph needs them. The
 * numbers are the field numbers of TensorFlow's published .proto files.
 */

/** TensorFlow's `DataType`. */
const TYPE_NUMBER: Readonly<Record<NodeType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
};

/** The version of graph semantics that these nodes are written for (TensorFlow 2.9). */
const GRAPH_VERSION = 1087;

/** The tag under which the graph is loaded. */
export const SERVE_TAG = 'serve';

function writeShape(shape: readonly number[], writer: PbfWriter): void {
  for (const size of shape) {
    writer.writeMessage(
      2,
      (value: number, dimension) => dimension.writeVarintField(1, value),
      size,
    );
  }
}

/** `TensorProto`; a value that is the same everywhere is written once, as the format allows. */
function writeTensor({ dtype, shape, values }: ConstantValue, writer: PbfWriter): void {
  writer.writeVarintField(1, TYPE_NUMBER[dtype]);
  writer.writeMessage(2, writeShape, shape);
  const [first] = values;
  const uniform =
    first !== undefined && values.length > 1 && values.every((value) => value === first);
  if (uniform && dtype === 'float32' && !Object.is(first, -0)) {
    writer.writePackedFloat(5, [first]);
  } else {
    writer.writeBytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
}

function writeAttribute(attribute: Attribute, writer: PbfWriter): void {
  if ('s' in attribute) writer.writeBytesField(2, new TextEncoder().encode(attribute.s));
  else if ('i' in attribute) writer.writeVarintField(3, attribute.i);
  else if ('b' in attribute) writer.writeBooleanField(5, attribute.b);
  else if ('type' in attribute) writer.writeVarintField(6, TYPE_NUMBER[attribute.type]);
  else if ('shape' in attribute) writer.writeMessage(7, writeShape, attribute.shape);
  else writer.writeMessage(8, writeTensor, attribute.tensor);
}

function writeNode(node: GraphNode, writer: PbfWriter): void {
  writer.writeStringField(1, node.name);
  writer.writeStringField(2, node.op);
  for (const input of node.inputs) writer.writeStringField(3, input);
  for (const entry of Object.entries(node.attributes)) {
    writer.writeMessage(
      5,
      ([name, attribute]: [string, Attribute], pair) => {
        pair.writeStringField(1, name);
        pair.writeMessage(2, writeAttribute, attribute);
      },
      entry,
    );
  }
}

function writeGraph({ nodes }: GraphDefinition, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeMessage(
    4,
    (version: number, versions) => versions.writeVarintField(1, version),
    GRAPH_VERSION,
  );
}

/** A SavedModel with `graph` alone: no variables on disk, no signatures. */
export function encodeSavedModel(graph: GraphDefinition): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, 1);
  writer.writeMessage(
    2,
    (definition: GraphDefinition, metaGraph) => {
      metaGraph.writeMessage(1, (tag: string, info) => info.writeStringField(4, tag), SERVE_TAG);
      metaGraph.writeMessage(2, writeGraph, definition);
    },
    graph,
  );
  return writer.finish();
}
