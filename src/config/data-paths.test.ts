import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkoutFolder } from '../platform/checkout.ts';
import { locatedPaths } from './data-paths.ts';
import { layerFrom, valueAt } from './layers.ts';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sublinear-paths-')));
  mkdirSync(join(folder, 'text'));
  writeFileSync(join(folder, 'own.model'), '');
});

afterAll(() => rmSync(folder, { recursive: true }));

const located = (value: object, origin = join(folder, 'own.yaml')) =>
  locatedPaths(layerFrom({ data: value }, origin)).value;

it('finds data beside the YAML that names it', () => {
  expect(located({ vocabulary: 'own.model', corpus: { kind: 'folder', folder: 'text' } })).toEqual({
    data: {
      vocabulary: join(folder, 'own.model'),
      corpus: { kind: 'folder', folder: join(folder, 'text') },
    },
  });
});

it.each([
  ['what the checkout has', 'configs/data/builtin.model'],
  ['what is nowhere', 'none.model'],
  ['an absolute path', join(checkoutFolder, 'none.model')],
])('leaves %s as it is', (_what, vocabulary) => {
  expect(valueAt(located({ vocabulary }), ['data', 'vocabulary'])).toBe(vocabulary);
});

it('leaves a path of the command line to the working folder', () => {
  const value = { vocabulary: 'own.model' };
  expect(located(value, '--set data.vocabulary=own.model')).toEqual({ data: value });
});
