import { type LinkConfig, NAMED, type OptimizerConfig, type PartConfig } from 'sublinear-optim';
import { describe, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { layerFrom, mergeLayers } from './layers.ts';
import { requireFittingOptimizer } from './optimizer-fit.ts';
import { runConfigSchema } from './run-config.ts';
import { validate } from './validate.ts';
import { loadYaml } from './yaml-file.ts';

const layer = loadYaml('configs/runs/demo-adam.yaml');
const { model } = runConfigSchema.parse(layer.value);

const parts = (...list: PartConfig[]): readonly LinkConfig[] => [
  { link: 'partition', parts: list },
];

const sign: PartConfig['links'] = [{ link: 'signOf' }];

describe('requireFittingOptimizer', () => {
  it('takes a partition of every parameter, by kind and by name', () => {
    const optimizer = parts(
      { of: ['**/query', '**/key'], links: sign },
      { of: 'matrices', except: ['**/query', '**/key'], links: sign },
      { of: 'embeddings', links: [{ link: 'normalise', axis: 0, epsilon: 1e-8 }] },
      { of: 'others', links: sign },
    );
    expect(() => requireFittingOptimizer({ optimizer, model })).not.toThrow();
  });

  it('takes the default names of an optimiser, which are for several models', () => {
    const { defaults } = NAMED.scale;
    const optimizer: OptimizerConfig = { name: 'scale', factor: 1, ...defaults };
    expect(() => requireFittingOptimizer({ optimizer, model })).not.toThrow();
  });

  it.each<[string, OptimizerConfig, string]>([
    [
      'a part of a name that no parameter has',
      parts({ of: ['**/query', 'nosuch'], links: sign }, { of: 'others', links: sign }),
      'optimizer.0.parts.0.of: "nosuch" fits no parameter of the model; there are embedding/all, ' +
        'encoder/*/self_attention/norm/scale',
    ],
    [
      'a part that leaves out what is not there',
      parts({ of: 'matrices', except: ['softmax'], links: sign }, { of: 'others', links: sign }),
      'optimizer.0.parts.0.except: "softmax" fits no parameter',
    ],
    [
      'such a name within a part',
      parts({ of: 'others', links: parts({ of: 'others', only: ['nosuch'], links: sign }) }),
      'optimizer.0.parts.0.links.0.parts.0.only: "nosuch" fits no parameter',
    ],
    [
      'such a name of a named optimiser',
      { name: 'scale', factor: 1, ...NAMED.scale.defaults, lastLayer: ['softmax'] },
      'optimizer.lastLayer: "softmax" fits no parameter of the model; there are embedding/all',
    ],
    [
      'a partition that leaves parameters out',
      parts({ of: 'matrices', links: sign }, { of: 'vectors', links: sign }),
      'optimizer: partition: expected every parameter in one part; "embedding/all" is in none. The ' +
        'parts given are 0 (matrices), 1 (vectors); a part may be of embeddings, matrices, vectors',
    ],
    [
      'one that takes a parameter twice',
      parts(
        { of: ['embedding/*'], links: sign },
        { of: 'embeddings', links: sign },
        {
          of: 'others',
          links: sign,
        },
      ),
      '"embedding/all" is in the parts 0 (embedding/*) and 1 (embeddings)',
    ],
    [
      'an axis that a tensor does not have',
      [{ link: 'normalise', axis: 1, epsilon: 1e-8 }],
      'optimizer: normalise: axis: given 1; "encoder/0/self_attention/norm/scale", of shape [64], ' +
        'has the axes 0, or -1 from its end',
    ],
    [
      'heads that do not divide a matrix',
      {
        name: 'adamMini',
        factor: 1,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        heads: 5,
      },
      'heads: given 5; expected a divisor of the last axis of "encoder/0/self_attention/query"',
    ],
    [
      'vectors among what only matrices can be',
      [{ link: 'orthogonalise', iterations: 5, epsilon: 1e-7 }],
      'orthogonalise: given "encoder/0/self_attention/norm/scale", of shape [64]',
    ],
  ])('refuses %s', (_what, optimizer, message) => {
    expect(() => requireFittingOptimizer({ optimizer, model })).toThrow(UserError);
    expect(() => requireFittingOptimizer({ optimizer, model })).toThrow(message);
  });
});

describe('a configuration', () => {
  const withPart = (part: object) =>
    mergeLayers(
      layer,
      layerFrom({ optimizer: [{ link: 'partition', parts: [part] }] }, 'mine.yaml'),
    );
  const check = (part: object) => () => validate(runConfigSchema, withPart(part), 'mine.yaml');

  it('may have links within parts', () => {
    const inner = { link: 'partition', parts: [{ of: 'others', links: [{ link: 'signOf' }] }] };
    expect(check({ of: 'matrices', except: ['softmax'], links: [inner] })).not.toThrow();
  });

  it.each([
    [
      { of: 'matrix', links: [] },
      'mine.yaml: optimizer.0.parts.0.of: given "matrix"; expected one of ' +
        '"embeddings"|"matrices"|"vectors"|"others"; or expected a list of parameters',
    ],
    [{ of: 'others' }, 'optimizer.0.parts.0.links: missing'],
    [{ of: 'others', links: [{ link: 'signof' }] }, 'optimizer.0.parts.0.links.0.link'],
    [{ of: 'others', link: [], links: [] }, 'optimizer.0.parts.0.link: unknown key "link"'],
    [{ of: [], links: [] }, 'optimizer.0.parts.0.of'],
  ])('is refused with %j', (part, message) => {
    expect(check(part)).toThrow(message);
  });
});
