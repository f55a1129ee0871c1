import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { KeepMaskAttributes } from '../../ops/dropout.ts';
import {
  addConstant,
  type GraphDefinition,
  type GraphType,
  type TracedTensor,
} from '../definition.ts';
import { addLike, integers, type Rule, type Rules, typed } from './rule.ts';

/** Bytes of the generator's 32-bit words. */
const BYTES_PER_WORD = 4;

/** A product of two matrices, either of which may be transposed. */
function product(
  graph: GraphDefinition,
  a: TracedTensor,
  b: TracedTensor,
  { transposeA = false, transposeB = false } = {},
): TracedTensor {
  const [rows] = transposeA ? a.shape.slice(-1) : a.shape.slice(-2);
  const [columns] = transposeB ? b.shape.slice(-2) : b.shape.slice(-1);
  const outer = broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const isOne = a.shape.length === 2 && b.shape.length === 2;
  return addLike(
    graph,
    a,
    isOne ? 'MatMul' : 'BatchMatMulV2',
    [a.output, b.output],
    isOne
      ? { transpose_a: { b: transposeA }, transpose_b: { b: transposeB } }
      : { adj_x: { b: transposeA }, adj_y: { b: transposeB } },
    [...outer, rows!, columns!],
  );
}

const matMul: Rule = ({ graph, inputs: { a, b }, attributes }) => {
  const transposed = attributes as { transposeA?: boolean; transposeB?: boolean };
  return product(graph, a!, b!, transposed);
};

const affine: Rule = ({ graph, inputs: { x, kernel, bias } }) => {
  const xKernel = product(graph, x!, kernel!);
  const format = { data_format: { s: 'NHWC' } };
  return addLike(graph, xKernel, 'BiasAdd', [xKernel.output, bias!.output], format);
};

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

/** Random words, taken apart into a byte for each element, which goes where it is small. */
const keepMask: Rule = ({ graph, inputs, attributes }) => {
  const { shape, threshold, scale } = attributes as unknown as KeepMaskAttributes;
  const size = util.sizeFromShape([...shape]);
  const count = Math.ceil(size / BYTES_PER_WORD);
  const words = graph.add(
    'StatelessRandomUniformFullInt',
    [integers(graph, [count]), inputs.key!.output],
    typed('int32', 'dtype', 'T', 'Tseed'),
  );
  const bytes = graph.add('Bitcast', [words], { ...typed('int32'), ...typed('uint8', 'type') });
  const layout = { ...typed('uint8'), ...typed('int32', 'Tshape') };
  const row = graph.add('Reshape', [bytes, integers(graph, [-1])], layout);
  const slicing = { ...typed('uint8'), ...typed('int32', 'Index') };
  const ofElements =
    size === count * BYTES_PER_WORD
      ? row
      : graph.add('Slice', [row, integers(graph, [0]), integers(graph, [size])], slicing);
  const shaped = graph.add('Reshape', [ofElements, integers(graph, shape)], layout);
  const least = addConstant(graph, 'uint8', [], [threshold]);
  const stays = graph.add('GreaterEqual', [shaped, least], typed('uint8'));
  const types = { ...typed('bool', 'SrcT'), ...typed('float32', 'DstT') };
  const ones = graph.add('Cast', [stays], types);
  const factor = addConstant(graph, 'float32', [], [scale]);
  const output = graph.add('Mul', [ones, factor], typed('float32'));
  return { output, shape: [...shape], dtype: 'float32' };
};

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

/** Products, look-ups, and the operations that `src/ops` adds to TensorFlow.js. */
export const linearRules: Rules = {
  Affine: affine,
  BatchMatMul: matMul,
  GatherV2: gather,
  KeepMask: keepMask,
  OneHot: oneHot,
  TensorScatterUpdate: tensorScatterUpdate,
  UnsortedSegmentSum: unsortedSegmentSum,
  UpdateRows: updateRows,
};
