import { describe, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { layerFrom, originOf } from './layers.ts';
import { applyOverride } from './overrides.ts';

const BASE = layerFrom(
  { training: { steps: 10, seed: 1 }, optimizer: [{ link: 'a' }, { link: 'b', rate: 1 }] },
  'base.yaml',
);

describe('applyOverride', () => {
  it.each([
    ['training.steps=20', { training: { steps: 20, seed: 1 } }],
    ['training.name=x=y', { training: { steps: 10, seed: 1, name: 'x=y' } }],
    ['optimizer.1.rate=0.5', { optimizer: [{ link: 'a' }, { link: 'b', rate: 0.5 }] }],
    ['data.lengths=[8, 16]', { data: { lengths: [8, 16] } }],
    ['training={ steps: 1 }', { training: { steps: 1 } }],
    ['flag=true', { flag: true }],
  ])('%s', (assignment, expected) => {
    expect(applyOverride(BASE, assignment).value).toMatchObject(expected);
  });

  it('leaves the layer it was given alone', () => {
    applyOverride(BASE, 'training.steps=20');
    expect(BASE.value).toMatchObject({ training: { steps: 10 } });
  });

  it('is where the value came from', () => {
    const layer = applyOverride(BASE, 'training.steps=20');
    expect(originOf(layer, ['training', 'steps'])).toBe('--set training.steps=20');
    expect(originOf(layer, ['training', 'seed'])).toBe('base.yaml');
    const replaced = applyOverride(BASE, 'training={ steps: 1 }');
    expect(originOf(replaced, ['training', 'steps'])).toBe('--set training={ steps: 1 }');
  });

  it.each([
    ['training.steps', 'expected key.path=value'],
    ['=3', 'expected key.path=value'],
    ['optimizer.2.rate=1', 'has the items 0 to 1'],
    ['optimizer.first.rate=1', '"first" is not an index'],
    ['x=[1', '--set x=[1: '],
  ])('refuses %s', (assignment, message) => {
    expect(() => applyOverride(BASE, assignment)).toThrow(UserError);
    expect(() => applyOverride(BASE, assignment)).toThrow(message);
  });
});
