import { util } from '@tensorflow/tfjs-core';
import type { KeepMaskAttributes } from '../../ops/dropout.ts';
import { addConstant } from '../definition.ts';
import { integers, type Rule, type Rules, typed } from './rule.ts';

/** Bytes of the generator's 32-bit words. */
const BYTES_PER_WORD = 4;

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

/** The mask of dropout; see `src/ops/dropout.ts`. */
export const keepMaskRules: Rules = { KeepMask: keepMask };
