import { buildOptimizer } from 'sublinear-optim';
import { expect, it } from 'vitest';
import { parameterShapes } from '../../src/model/parameters.ts';
import { SHAPES } from '../harness/shapes.ts';
import { OPTIMIZER_COMPARISONS } from './comparisons.ts';

it.each(OPTIMIZER_COMPARISONS)('$name fits the parameters of every size', ({ optimizer }) => {
  for (const { model, vocabulary } of SHAPES) {
    const shapes = parameterShapes(model, vocabulary);
    expect(() => buildOptimizer(optimizer, (step) => step).stateShapes(shapes)).not.toThrow();
  }
});
