import { expect, it } from 'vitest';
import { linkSchema, namedOptimizerSchema } from '../../../src/config/optimizer-schema.ts';
import * as optim from './index.ts';

/*
 * What the package offers is what configurations know, so that nothing is forgotten in one of the two.
 */

it('exports every link', () => {
  const links = linkSchema.options.map(({ shape }) => shape.link.value);
  expect(Object.keys(optim.links).sort()).toEqual([...links, 'chain'].sort());
});

const optimizers = namedOptimizerSchema.options.map(({ shape }) => {
  const { name, factor: _factor, ...options } = shape;
  return { name: name.value, options: Object.keys(options) };
});

it.each(optimizers)('exports $name, and knows its options $options', ({ name, options }) => {
  const exported: Record<string, unknown> = { ...optim };
  const create = exported[name] as (options: object) => { dispose(): void };
  create({ learningRate: 0.1 }).dispose();
  const everything = Object.fromEntries(options.map((option) => [option, undefined]));
  create({ learningRate: 0.1, ...everything }).dispose();
  expect(() => create({ learningRate: 0.1, momentumz: 1 })).toThrow(
    `there is no option "momentumz"; its options are learningRate`,
  );
});
