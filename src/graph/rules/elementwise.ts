import { broadcast_util } from '@tensorflow/tfjs-core';
import { addConstant, type GraphType, type TracedTensor } from '../definition.ts';
import { addLike, type Rule, type Rules, typed } from './rule.ts';

/** An operation on one tensor that keeps its shape and type. */
const unary =
  (op: string): Rule =>
  ({ graph, inputs: { x } }) =>
    addLike(graph, x!, op, [x!.output]);

/** An operation on two tensors of a type, which are broadcast to a common shape. */
function binary(op: string, resultType?: GraphType): Rule {
  return ({ graph, inputs }) => {
    const a = inputs.a!;
    const b = inputs.b!;
    // TensorFlow's logical operations know no type but bool, and name none.
    const attributes = op.startsWith('Logical') ? {} : typed(a.dtype);
    return {
      output: graph.add(op, [a.output, b.output], attributes),
      shape: broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape),
      dtype: resultType ?? a.dtype,
    };
  };
}

const cast: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const dtype = attributes.dtype as GraphType;
  if (dtype === x.dtype) return x;
  const types = { ...typed(x.dtype, 'SrcT'), ...typed(dtype, 'DstT') };
  return { ...x, output: graph.add('Cast', [x.output], types), dtype };
};

/** 1 above 0, `alpha` below, and NaN where x is, as TensorFlow.js defines it. */
const step: Rule = ({ graph, inputs, attributes }) => {
  const x = inputs.x!;
  const alpha = (attributes.alpha as number | undefined) ?? 0;
  const scalar = (value: number) => addConstant(graph, 'float32', [], [value]);
  const above = graph.add('Greater', [x.output, scalar(0)], typed('float32'));
  const stepped = graph.add('SelectV2', [above, scalar(1), scalar(alpha)], typed('float32'));
  const isNumber = graph.add('Equal', [x.output, x.output], typed('float32'));
  return addLike(graph, x, 'SelectV2', [isNumber, stepped, x.output]);
};

/**
 * A quotient that stays one. TensorFlow would make 1 / x a Reciprocal and x / sqrt(y) a product with
 * Rsqrt, see below. It does not look through a placeholder, which passes its default on.
 */
const quotient: Rule = (call) => {
  const { graph, inputs } = call;
  const hidden = (operand: TracedTensor, operation: string): TracedTensor => {
    if (graph.operationOf(operand.output) !== operation) return operand;
    const types = { ...typed(operand.dtype, 'dtype'), shape: { shape: operand.shape } };
    return { ...operand, output: graph.add('PlaceholderWithDefault', [operand.output], types) };
  };
  const operands = { a: hidden(inputs.a!, 'Const'), b: hidden(inputs.b!, 'Sqrt') };
  return binary('RealDiv')({ ...call, inputs: operands });
};

/*
 * Reciprocal and Rsqrt have no rule: TensorFlow computes them from the processor's approximation, whose
 * bits differ between makes, where a quotient and a root are the same everywhere.
 */
const unaryNames = [
  ...['Abs', 'Exp', 'Expm1', 'Floor', 'Log', 'Neg', 'Relu', 'Sigmoid'],
  ...['Sign', 'Sqrt', 'Square', 'Tanh'],
];

const sameNames = ['FloorDiv', 'Maximum', 'Minimum', 'Pow', 'SquaredDifference', 'Sub'];

const comparisons = [
  ...['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'NotEqual'],
  ...['LogicalAnd', 'LogicalOr'],
];

const named = (names: readonly string[], rule: (name: string) => Rule): Rules =>
  Object.fromEntries(names.map((name) => [name, rule(name)]));

/** Operations that treat each element by itself. */
export const elementwiseRules: Rules = {
  ...named(unaryNames, unary),
  RealDiv: quotient,
  ...named(sameNames, (name) => binary(name)),
  ...named(comparisons, (name) => binary(name, 'bool')),
  Add: binary('AddV2'),
  Multiply: binary('Mul'),
  Cast: cast,
  Identity: ({ inputs }) => inputs.x!,
  IsNan: ({ graph, inputs: { x } }) => ({
    ...addLike(graph, x!, 'IsNan', [x!.output]),
    dtype: 'bool',
  }),
  Select: ({ graph, inputs: { condition, t, e } }) =>
    addLike(graph, t!, 'SelectV2', [condition!.output, t!.output, e!.output]),
  Step: step,
};
