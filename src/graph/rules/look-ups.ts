import { addConstant, type GraphType } from '../definition.ts';
import { addLike, integers, type Rule, type Rules, typed } from './rule.ts';

const gather: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const indices = inputs.indices!;
  const axis = attributes.axis as number;
  const batchDims = (attributes.batchDims as number | undefined) ?? 0;
  const output = graph.add('GatherV2', [x.output, indices.output, integers(graph, axis)], {
    ...typed(x.dtype, 'Tparams'),
    ...typed('int32', 'Tindices', 'Taxis'),
    batch_dims: { i: batchDims },
  });
  const shape = [
    ...x.shape.slice(0, axis),
    ...indices.shape.slice(batchDims),
    ...x.shape.slice(axis + 1),
  ];
  return { output, shape, dtype: x.dtype };
};

const unsortedSegmentSum: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const segmentIds = inputs.segmentIds!;
  const segments = attributes.numSegments as number;
  const operands = [x.output, segmentIds.output, integers(graph, segments)];
  const shape = [segments, ...x.shape.slice(segmentIds.shape.length)];
  const types = typed('int32', 'Tindices', 'Tnumsegments');
  return addLike(graph, x, 'UnsortedSegmentSum', operands, types, shape);
};

const tensorScatterUpdate: Rule = ({ graph, inputs: { tensor, indices, updates } }) => {
  const operands = [tensor!.output, indices!.output, updates!.output];
  return addLike(graph, tensor!, 'TensorScatterUpdate', operands, typed('int32', 'Tindices'));
};

/** TensorFlow's operation writes to the memory of its first input, whatever else refers to it. */
const updateRows: Rule = ({ graph, inputs: { table, rows, values } }) =>
  addLike(graph, table!, 'InplaceUpdate', [table!.output, rows!.output, values!.output]);

const oneHot: Rule = ({ graph, inputs, attributes }) => {
  const indices = inputs.indices!;
  const { depth, onValue, offValue, dtype } = attributes as {
    depth: number;
    onValue: number;
    offValue: number;
    dtype: GraphType;
  };
  const value = (number: number) => addConstant(graph, dtype, [], [number]);
  const operands = [indices.output, integers(graph, depth), value(onValue), value(offValue)];
  const types = { ...typed(dtype), ...typed('int32', 'TI') };
  return { output: graph.add('OneHot', operands, types), shape: [...indices.shape, depth], dtype };
};

/** What reads or changes the rows that indices name. */
export const lookUpRules: Rules = {
  GatherV2: gather,
  OneHot: oneHot,
  TensorScatterUpdate: tensorScatterUpdate,
  UnsortedSegmentSum: unsortedSegmentSum,
  UpdateRows: updateRows,
};
