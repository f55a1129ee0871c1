import { backend_util, util } from '@tensorflow/tfjs-core';
import { addConstant, type GraphType, type TracedTensor } from '../definition.ts';
import { addLike, integers, type Rule, type RuleCall, type Rules, typed } from './rule.ts';

function reshaped({ graph }: RuleCall, x: TracedTensor, shape: number[]): TracedTensor {
  if (util.arraysEqual(shape, x.shape)) return x;
  const operands = [x.output, integers(graph, shape)];
  return addLike(graph, x, 'Reshape', operands, typed('int32', 'Tshape'), shape);
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
  const operands = [x.output, integers(graph, order)];
  const shape = order.map((axis) => x.shape[axis]!);
  return addLike(graph, x, 'Transpose', operands, typed('int32', 'Tperm'), shape);
};

const slice: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const begin = attributes.begin as number[];
  const size = attributes.size as number[];
  const shape = size.map((count, axis) => (count < 0 ? x.shape[axis]! - begin[axis]! : count));
  const operands = [x.output, integers(graph, begin), integers(graph, shape)];
  return addLike(graph, x, 'Slice', operands, typed('int32', 'Index'), shape);
};

const concat: Rule = ({ graph, list, attributes }) => {
  const first = list[0]!;
  const [axis] = util.parseAxisParam(attributes.axis as number, first.shape);
  const size = list.reduce((total, part) => total + part.shape[axis!]!, 0);
  const operands = [...list.map(({ output }) => output), integers(graph, axis!)];
  const types = { ...typed('int32', 'Tidx'), N: { i: list.length } };
  return addLike(graph, first, 'ConcatV2', operands, types, first.shape.with(axis!, size));
};

const pack: Rule = ({ graph, list, attributes }) => {
  const first = list[0]!;
  const axis = attributes.axis as number;
  const operands = list.map(({ output }) => output);
  const shape = first.shape.toSpliced(axis, 0, list.length);
  return addLike(
    graph,
    first,
    'Pack',
    operands,
    { N: { i: list.length }, axis: { i: axis } },
    shape,
  );
};

const split: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const [axis] = util.parseAxisParam(attributes.axis as number, x.shape);
  const sizes = backend_util.prepareSplitSize(
    { shape: x.shape } as Parameters<typeof backend_util.prepareSplitSize>[0],
    attributes.numOrSizeSplits as number | number[],
    axis,
  );
  const types = { ...typed('int32', 'Tlen'), num_split: { i: sizes.length } };
  const operands = [x.output, integers(graph, sizes), integers(graph, axis!)];
  const { output } = addLike(graph, x, 'SplitV', operands, types);
  return sizes.map((size, i) => ({
    ...x,
    output: `${output}:${i}`,
    shape: x.shape.with(axis!, size),
  }));
};

const tile: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const counts = attributes.reps as number[];
  const operands = [x.output, integers(graph, counts)];
  const shape = x.shape.map((size, axis) => size * counts[axis]!);
  return addLike(graph, x, 'Tile', operands, typed('int32', 'Tmultiples'), shape);
};

function filled({ graph }: RuleCall, shape: number[], value: number, dtype: GraphType) {
  const values = new Float64Array(util.sizeFromShape(shape)).fill(value);
  return { output: addConstant(graph, dtype, shape, values), shape, dtype };
}

const filledLike =
  (value: number): Rule =>
  (call) =>
    filled(call, call.inputs.x!.shape, value, call.inputs.x!.dtype);

const fill: Rule = (call) => {
  const { shape, value, dtype } = call.attributes;
  return filled(call, shape as number[], value as number, (dtype ?? 'float32') as GraphType);
};

const range: Rule = ({ graph, attributes }) => {
  const { start, stop, step, dtype } = attributes as {
    start: number;
    stop: number;
    step: number;
    dtype: 'float32' | 'int32';
  };
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const values = Array.from({ length: count }, (_, i) => start + i * step);
  return { output: addConstant(graph, dtype, [count], values), shape: [count], dtype };
};

/** Operations that move elements about, or make them from nothing. */
export const layoutRules: Rules = {
  Concat: concat,
  ExpandDims: expandDims,
  Fill: fill,
  OnesLike: filledLike(1),
  Pack: pack,
  Range: range,
  Reshape: reshape,
  Slice: slice,
  SplitV: split,
  Tile: tile,
  Transpose: transpose,
  ZerosLike: filledLike(0),
};
