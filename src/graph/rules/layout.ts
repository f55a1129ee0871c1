import { backend_util, util } from '@tensorflow/tfjs-core';
import { addConstant } from '../definition.ts';
import type { TracedTensor } from '../tracing-backend.ts';
import { integers, type Rule, type RuleCall, type Rules, typed } from './rule.ts';

function reshaped({ graph }: RuleCall, x: TracedTensor, shape: number[]): TracedTensor {
  if (util.arraysEqual(shape, x.shape)) return x;
  const attributes = { ...typed(x.dtype), ...typed('int32', 'Tshape') };
  return {
    ...x,
    output: graph.add('Reshape', [x.output, integers(graph, shape)], attributes),
    shape,
  };
}

const reshape: Rule = (call) => {
  const x = call.inputs.x!;
  const wanted = call.attributes.shape as number[];
  return reshaped(call, x, util.inferFromImplicitShape(wanted, util.sizeFromShape(x.shape)));
};

const expandDims: Rule = (call) => {
  const x = call.inputs.input!;
  const dim = call.attributes.dim as number;
  const at = dim < 0 ? x.shape.length + 1 + dim : dim;
  return reshaped(call, x, x.shape.toSpliced(at, 0, 1));
};

const transpose: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const order = attributes.perm as number[];
  const types = { ...typed(x.dtype), ...typed('int32', 'Tperm') };
  return {
    ...x,
    output: graph.add('Transpose', [x.output, integers(graph, order)], types),
    shape: order.map((axis) => x.shape[axis]!),
  };
};

const slice: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const begin = attributes.begin as number[];
  const size = attributes.size as number[];
  const shape = size.map((count, axis) => (count < 0 ? x.shape[axis]! - begin[axis]! : count));
  const operands = [x.output, integers(graph, begin), integers(graph, shape)];
  const types = { ...typed(x.dtype), ...typed('int32', 'Index') };
  return { ...x, output: graph.add('Slice', operands, types), shape };
};

const concat: Rule = ({ graph, list, attributes }) => {
  const [first] = list;
  const [axis] = util.parseAxisParam(attributes.axis as number, first!.shape);
  const shape = [...first!.shape];
  shape[axis!] = list.reduce((total, part) => total + part.shape[axis!]!, 0);
  const operands = [...list.map(({ output }) => output), integers(graph, axis!)];
  const types = { ...typed(first!.dtype), ...typed('int32', 'Tidx'), N: { i: list.length } };
  return { ...first!, output: graph.add('ConcatV2', operands, types), shape };
};

const pack: Rule = ({ graph, list, attributes }) => {
  const [first] = list;
  const axis = attributes.axis as number;
  const types = { ...typed(first!.dtype), N: { i: list.length }, axis: { i: axis } };
  const operands = list.map(({ output }) => output);
  const shape = first!.shape.toSpliced(axis, 0, list.length);
  return { ...first!, output: graph.add('Pack', operands, types), shape };
};

const split: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const [axis] = util.parseAxisParam(attributes.axis as number, x.shape);
  const sizes = backend_util.prepareSplitSize(
    { shape: x.shape } as Parameters<typeof backend_util.prepareSplitSize>[0],
    attributes.numOrSizeSplits as number | number[],
    axis,
  );
  const types = { ...typed(x.dtype), ...typed('int32', 'Tlen'), num_split: { i: sizes.length } };
  const operands = [x.output, integers(graph, sizes), integers(graph, axis!)];
  const name = graph.add('SplitV', operands, types);
  return sizes.map((size, i) => ({
    ...x,
    output: `${name}:${i}`,
    shape: x.shape.with(axis!, size),
  }));
};

const tile: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const counts = attributes.reps as number[];
  const types = { ...typed(x.dtype), ...typed('int32', 'Tmultiples') };
  return {
    ...x,
    output: graph.add('Tile', [x.output, integers(graph, counts)], types),
    shape: x.shape.map((size, axis) => size * counts[axis]!),
  };
};

/** A constant tensor with the same value everywhere. */
function filled({ graph }: RuleCall, shape: number[], value: number, dtype: TracedTensor['dtype']) {
  const size = util.sizeFromShape(shape);
  const values =
    dtype === 'float32'
      ? new Float32Array(size)
      : dtype === 'int32'
        ? new Int32Array(size)
        : new Uint8Array(size);
  return { output: addConstant(graph, { dtype, shape, values: values.fill(value) }), shape, dtype };
}

const fill: Rule = (call) => {
  const { shape, value, dtype } = call.attributes;
  return filled(
    call,
    shape as number[],
    value as number,
    (dtype ?? 'float32') as TracedTensor['dtype'],
  );
};

const range: Rule = ({ graph, attributes }) => {
  const { start, stop, step, dtype } = attributes as {
    start: number;
    stop: number;
    step: number;
    dtype: 'float32' | 'int32';
  };
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const list = Array.from({ length: count }, (_, i) => start + i * step);
  const values = dtype === 'int32' ? Int32Array.from(list) : Float32Array.from(list);
  return { output: addConstant(graph, { dtype, shape: [count], values }), shape: [count], dtype };
};

/** Operations that move elements about, or make them from nothing. */
export const layoutRules: Rules = {
  Concat: concat,
  ExpandDims: expandDims,
  Fill: fill,
  OnesLike: (call) => filled(call, call.inputs.x!.shape, 1, call.inputs.x!.dtype),
  Pack: pack,
  Range: range,
  Reshape: reshape,
  Slice: slice,
  SplitV: split,
  Tile: tile,
  Transpose: transpose,
  ZerosLike: (call) => filled(call, call.inputs.x!.shape, 0, call.inputs.x!.dtype),
};
