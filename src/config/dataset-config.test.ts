import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { dataOf, datasetOf, runLayer } from './dataset-config.ts';
import { layerFrom, mergeLayers, valueAt } from './layers.ts';
import { applyOverride } from './overrides.ts';
import { loadYaml } from './yaml-file.ts';

const WMT14 = 'configs/data/wmt14.yaml';

it.each(['wmt14', 'multi30k', 'folder'])('%s describes a data set, and what runs need', (name) => {
  const file = `configs/data/${name}.yaml`;
  const dataset = datasetOf(loadYaml(file), file);
  const data = dataOf(loadYaml(file), file);
  expect(dataset.name).toBe(name);
  expect(data.name).toBe(name);
  expect(data.corpus).toEqual({ kind: 'shards', folder: dataset.prepared });
  expect(data.vocabulary.startsWith(dataset.prepared)).toBe(true);
});

it.each([
  [
    'dataset.filter.maxWord=3',
    'unknown key "maxWord" (did you mean maxWords?); valid here: maxWords',
  ],
  ['dataset.vocabulary.characterCoverage=2', 'dataset.vocabulary.characterCoverage: given 2'],
  [
    'dataset.languages.target=en',
    'dataset.languages.target: given "en"; must be another language than source',
  ],
  ['dataset.input.splits.dev=[]', 'dataset.input.splits.dev: given []'],
  [
    'dataset.input.splits.dev.0.source.file=x.tgz',
    'dataset.input.splits.dev.0.source.file: given "x.tgz"; is not under files; there are training-parallel',
  ],
  ['dataset.input.splits.dev.0.source.member=a/../../x', 'must not lead out of its folder'],
  ['dataset.input.splits.dev.0.source.member=/etc/passwd', 'must not lead out of its folder'],
])('%s is refused', (assignment, message) => {
  const layer = applyOverride(loadYaml(WMT14), assignment);
  expect(() => datasetOf(layer, WMT14)).toThrow(UserError);
  expect(() => datasetOf(layer, WMT14)).toThrow(message);
});

it.each([
  ['a file without a checksum', { 'a.tgz': { url: 'https://host/a.tgz' } }, 'needs a checksum'],
  [
    'a name that leads elsewhere',
    { '../a.tgz': { url: 'https://host/a', md5: 'a'.repeat(32) } },
    'must be a plain file name',
  ],
  ['another protocol', { 'a.tgz': { url: 'ftp://host/a.tgz', md5: 'a'.repeat(32) } }, 'a.tgz.url'],
  [
    'half a checksum',
    { 'a.tgz': { url: 'https://host/a.tgz', sha256: 'abc' } },
    'must be 64 hexadecimal digits',
  ],
])('%s is refused', (_what, files, message) => {
  const change = layerFrom({ dataset: { input: { files } } }, 'mine.yaml');
  const layer = mergeLayers(loadYaml(WMT14), change);
  expect(() => datasetOf(layer, WMT14)).toThrow(message);
});

const folder = temporaryFolder();

beforeEach(() => {
  mkdirSync(folder('text'));
  writeFileSync(folder('own.model'), '');
});

const located = (value: object, origin = folder('own.yaml')) =>
  runLayer(layerFrom({ data: value }, origin)).value;

it('finds data beside the YAML that names it', () => {
  expect(located({ vocabulary: 'own.model', corpus: { kind: 'folder', folder: 'text' } })).toEqual({
    data: {
      vocabulary: folder('own.model'),
      corpus: { kind: 'folder', folder: folder('text') },
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
