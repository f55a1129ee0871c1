import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../platform/errors.ts';
import { layerFrom, type Mapping, mergeLayers } from './layers.ts';
import { validate } from './validate.ts';

const schema = z.strictObject({
  steps: z.int().positive(),
  corpus: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('builtin') }),
    z.strictObject({ kind: z.literal('folder'), folder: z.string() }),
  ]),
  links: z.array(z.strictObject({ rate: z.union([z.literal('auto'), z.number()]) })),
  size: z
    .union([z.strictObject({ width: z.int() }), z.strictObject({ height: z.int() })])
    .optional(),
  shape: z
    .union([
      z.array(z.int()),
      z.discriminatedUnion('name', [
        z.strictObject({ name: z.literal('square'), side: z.int().default(1) }),
        z.strictObject({ name: z.literal('point') }),
      ]),
    ])
    .optional(),
});

const VALID = { steps: 10, corpus: { kind: 'builtin' }, links: [{ rate: 'auto' }] };

function messageFor(change: Mapping): string {
  const layer = mergeLayers(layerFrom(VALID, 'base.yaml'), layerFrom(change, 'mine.yaml'));
  try {
    validate(schema, layer, 'mine.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('expected the validation to fail');
}

it('returns what it validated', () => {
  expect(validate(schema, layerFrom(VALID, 'base.yaml'), 'base.yaml')).toEqual(VALID);
});

describe('names the file, the key, what was given and what is valid', () => {
  it.each([
    ['a wrong type', { steps: 'many' }, 'mine.yaml: steps: given "many"; expected number'],
    ['a value out of range', { steps: -1 }, 'mine.yaml: steps: given -1; Too small'],
    [
      'an unknown key',
      { stepz: 1 },
      'mine.yaml: stepz: unknown key "stepz" (did you mean steps?); valid here: steps,',
    ],
    [
      'an unknown key in a union',
      { corpus: { kind: 'folder', folder: 'x', dir: 'y' } },
      'mine.yaml: corpus.dir: unknown key "dir"; valid here: kind, folder',
    ],
    [
      'an unknown member of a union',
      { corpus: { kind: 'url' } },
      "mine.yaml: corpus.kind: given \"url\"; expected one of 'builtin' | 'folder'",
    ],
    ['a key that is missing', { corpus: { kind: 'folder' } }, 'corpus.folder: missing'],
    [
      'an item of a list',
      { links: [{ rate: 'slow' }] },
      'mine.yaml: links.0.rate: given "slow"; expected "auto"; or expected number',
    ],
    [
      'an unknown key of an item',
      { links: [{ rate: 1, beta: 2 }] },
      'links.0.beta: unknown key "beta"; valid here: rate',
    ],
    [
      'a choice of mappings',
      { size: { length: 1 } },
      'size: given {"length":1}; width: expected number, Unrecognized key: "length"; or height: expected number',
    ],
    [
      'an item of what may be a list or a mapping',
      { shape: [1, 'x'] },
      'mine.yaml: shape.1: given "x"; expected number',
    ],
    [
      'an unknown name in what may be a list or a mapping',
      { shape: { name: 'cube' } },
      "mine.yaml: shape.name: given \"cube\"; expected one of 'square' | 'point'",
    ],
    [
      'an unknown key in what may be a list or a mapping',
      { shape: { name: 'square', size: 3 } },
      'mine.yaml: shape.size: unknown key "size" (did you mean side?); valid here: name, side',
    ],
    [
      'a word with a slip',
      { shape: { name: 'sqare' } },
      "'square' | 'point' (did you mean square?)",
    ],
    [
      'no finite number',
      { steps: Number.NaN },
      'mine.yaml: steps: given NaN; expected a finite number',
    ],
    [
      'no finite number in a list',
      { links: [{ rate: Infinity }] },
      'links.0.rate: given Infinity; ',
    ],
    [
      'neither a list nor a mapping',
      { shape: 'square' },
      'mine.yaml: shape: given "square"; expected array; or expected object',
    ],
  ])('%s', (_what, change, expected) => {
    expect(messageFor(change)).toContain(expected);
  });

  it('lists every mistake at once', () => {
    const message = messageFor({ steps: 0, links: 'none' });
    expect(message).toContain('steps: given 0');
    expect(message).toContain('links: given "none"');
  });

  it('says which file a value really came from', () => {
    const base = layerFrom({ ...VALID, steps: 'x' }, 'base.yaml');
    const layer = mergeLayers(base, layerFrom({ corpus: { kind: 'builtin' } }, 'mine.yaml'));
    expect(() => validate(schema, layer, 'mine.yaml')).toThrow('base.yaml: steps');
  });
});
