import { broadcast_util } from '@tensorflow/tfjs-core';
import type { GraphDefinition, TracedTensor } from '../definition.ts';
import { addLike, type Rule, type Rules } from './rule.ts';

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

/** Products of matrices. */
export const productRules: Rules = { Affine: affine, BatchMatMul: matMul };
