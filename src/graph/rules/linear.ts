import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { KeepMaskAttributes } from '../../ops/keep-mask-webgpu.ts';
import { addConstant, type GraphType } from '../definition.ts';
import { integers, type Rule, type Rules, typed } from './rule.ts';

/** Bytes of the generator's 32-bit words. */
const BYTES_PER_WORD = 4;

const matMul: Rule = ({ graph, inputs, attributes }) => {
  const a = inputs.a!;
  const b = inputs.b!;
  const transposeA = attributes.transposeA === true;
  const transposeB = attributes.transposeB === true;
  const [rows] = transposeA ? a.shape.slice(-1) : a.shape.slice(-2);
  const [columns] = transposeB ? b.shape.slice(-2) : b.shape.slice(-1);
  const outer = broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const operands = [a.output, b.output];
  const output =
    a.shape.length === 2 && b.shape.length === 2
      ? graph.add('MatMul', operands, {
          ...typed(a.dtype),
          transpose_a: { b: transposeA },
          transpose_b: { b: transposeB },
        })
      : graph.add('BatchMatMulV2', operands, {
          ...typed(a.dtype),
          adj_x: { b: transposeA },
          adj_y: { b: transposeB },
        });
  return { output, shape: [...outer, rows!, columns!], dtype: a.dtype };
};

const affine: Rule = ({ graph, inputs }) => {
  const { x, kernel, bias } = inputs;
  const product = graph.add('MatMul', [x!.output, kernel!.output], {
    ...typed(x!.dtype),
    transpose_a: { b: false },
    transpose_b: { b: false },
  });
  const types = { ...typed(x!.dtype), data_format: { s: 'NHWC' } };
  const output = graph.add('BiasAdd', [product, bias!.output], types);
  return { output, shape: [x!.shape[0]!, kernel!.shape[1]!], dtype: x!.dtype };
};

const gather: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const indices = inputs.indices!;
  const axis = attributes.axis as number;
  const batchDims = (attributes.batchDims as number | undefined) ?? 0;
  const output = graph.add('GatherV2', [x.output, indices.output, integers(graph, axis)], {
    ...typed(x.dtype, 'Tparams'),
    ...typed('int32', 'Tindices'),
    ...typed('int32', 'Taxis'),
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
  const output = graph.add('UnsortedSegmentSum', operands, {
    ...typed(x.dtype),
    ...typed('int32', 'Tindices'),
    ...typed('int32', 'Tnumsegments'),
  });
  return { output, shape: [segments, ...x.shape.slice(segmentIds.shape.length)], dtype: x.dtype };
};

const tensorScatterUpdate: Rule = ({ graph, inputs }) => {
  const { tensor, indices, updates } = inputs;
  const operands = [tensor!, indices!, updates!].map(({ output }) => output);
  const types = { ...typed(tensor!.dtype), ...typed('int32', 'Tindices') };
  return { ...tensor!, output: graph.add('TensorScatterUpdate', operands, types) };
};

/** TensorFlow's operation writes to the memory of its first input, whatever else refers to it. */
const updateRows: Rule = ({ graph, inputs }) => {
  const { table, rows, values } = inputs;
  const operands = [table!, rows!, values!].map(({ output }) => output);
  return { ...table!, output: graph.add('InplaceUpdate', operands, typed(table!.dtype)) };
};

/** Random words, taken apart into a byte for each element, which goes where it is small. */
const keepMask: Rule = ({ graph, inputs, attributes }) => {
  const { shape, threshold, scale } = attributes as unknown as KeepMaskAttributes;
  const size = util.sizeFromShape([...shape]);
  const count = Math.ceil(size / BYTES_PER_WORD);
  const words = graph.add(
    'StatelessRandomUniformFullInt',
    [integers(graph, [count]), inputs.key!.output],
    { ...typed('int32', 'dtype'), ...typed('int32'), ...typed('int32', 'Tseed') },
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
  const least = addConstant(graph, { dtype: 'uint8', shape: [], values: Uint8Array.of(threshold) });
  const stays = graph.add('GreaterEqual', [shaped, least], typed('uint8'));
  const ones = graph.add('Cast', [stays], { SrcT: { type: 'bool' }, DstT: { type: 'float32' } });
  const factor = addConstant(graph, {
    dtype: 'float32',
    shape: [],
    values: Float32Array.of(scale),
  });
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
  const value = (number: number) => {
    const values = dtype === 'float32' ? Float32Array.of(number) : Int32Array.of(number);
    return addConstant(graph, { dtype, shape: [], values });
  };
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
