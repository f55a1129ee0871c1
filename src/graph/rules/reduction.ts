import { util } from '@tensorflow/tfjs-core';
import { addLike, integers, type Rule, type Rules, typed } from './rule.ts';

/** An operation that folds the axes that one of its attributes names. */
function reduction(op: string, axesAttribute = 'axis'): Rule {
  return ({ graph, inputs, attributes }) => {
    const x = inputs.x!;
    const keepDims = attributes.keepDims === true;
    const axes = util.parseAxisParam(attributes[axesAttribute] as number | number[], x.shape);
    const shape = keepDims
      ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    const types = op === 'All' || op === 'Any' ? {} : typed(x.dtype);
    const output = graph.add(op, [x.output, integers(graph, axes)], {
      ...types,
      ...typed('int32', 'Tidx'),
      keep_dims: { b: keepDims },
    });
    return { ...x, output, shape };
  };
}

const argMax: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const [axis] = util.parseAxisParam(attributes.axis as number, x.shape);
  const operands = [x.output, integers(graph, axis!)];
  const shape = x.shape.filter((_, i) => i !== axis);
  const types = typed('int32', 'Tidx', 'output_type');
  return { ...addLike(graph, x, 'ArgMax', operands, types, shape), dtype: 'int32' };
};

/** The largest along the last axis, of equals the first, and where they are. */
const topK: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const k = attributes.k as number;
  const shape = [...x.shape.slice(0, -1), k];
  const sorted = { sorted: { b: attributes.sorted === true } };
  const values = addLike(graph, x, 'TopKV2', [x.output, integers(graph, k)], sorted, shape);
  return [values, { output: `${values.output}:1`, shape, dtype: 'int32' }];
};

const names = ['All', 'Any', 'Mean', 'Min', 'Prod', 'Sum'];

export const reductionRules: Rules = {
  ...Object.fromEntries(names.map((name) => [name, reduction(name)])),
  ArgMax: argMax,
  Max: reduction('Max', 'reductionIndices'),
  Softmax: ({ graph, inputs: { logits } }) => addLike(graph, logits!, 'Softmax', [logits!.output]),
  TopK: topK,
};
