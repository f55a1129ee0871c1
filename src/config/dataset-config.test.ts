import { expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { datasetOf, runLayer } from './dataset-config.ts';
import { layerFrom, mergeLayers } from './layers.ts';
import { applyOverride } from './overrides.ts';
import { runConfigParts } from './run-config.ts';
import { validate } from './validate.ts';
import { loadYaml } from './yaml-file.ts';

const WMT14 = 'configs/data/wmt14.yaml';

it.each(['wmt14', 'multi30k', 'folder'])('%s describes a data set, and what runs need', (name) => {
  const file = `configs/data/${name}.yaml`;
  const dataset = datasetOf(loadYaml(file), file);
  const { data } = validate(runConfigParts.pick({ data: true }), runLayer(loadYaml(file)), file);
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
