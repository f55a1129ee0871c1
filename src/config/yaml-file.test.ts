import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { UserError } from '../platform/errors.ts';
import { originOf } from './layers.ts';
import { loadYaml } from './yaml-file.ts';

const folder = temporaryFolder();

function file(name: string, text: string | Buffer): string {
  const path = folder(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('extends', () => {
  it('lays a file over what it extends, key by key, lists whole', () => {
    file('base.yaml', 'model: { layers: 2, heads: 4 }\nlengths: [8, 16]');
    const top = file('top.yaml', 'extends: base.yaml\nmodel: { layers: 6 }\nlengths: [4]');
    expect(loadYaml(top).value).toEqual({ model: { layers: 6, heads: 4 }, lengths: [4] });
  });

  it('takes a list, of which later files go over earlier ones', () => {
    file('a.yaml', 'x: 1\ny: 1');
    file('b.yaml', 'y: 2');
    const top = file('top.yaml', 'extends: [a.yaml, b.yaml]');
    expect(loadYaml(top).value).toEqual({ x: 1, y: 2 });
  });

  it('finds files relative to the file that names them, through several levels', () => {
    file('blocks/deep/c.yaml', 'z: 3');
    file('blocks/b.yaml', 'extends: deep/c.yaml');
    const top = file('top.yaml', 'extends: blocks/b.yaml');
    expect(loadYaml(top).value).toEqual({ z: 3 });
  });

  it('remembers where each value came from', () => {
    const base = file('base.yaml', 'model: { layers: 2, heads: 4 }');
    const top = file('top.yaml', 'extends: base.yaml\nmodel: { layers: 6 }');
    const layer = loadYaml(top);
    expect(originOf(layer, ['model', 'layers'])).toBe(top);
    expect(originOf(layer, ['model', 'heads'])).toBe(base);
  });

  it('allows two ways to the same file', () => {
    file('base.yaml', 'x: 1');
    file('a.yaml', 'extends: base.yaml');
    file('b.yaml', 'extends: base.yaml');
    expect(loadYaml(file('top.yaml', 'extends: [a.yaml, b.yaml]')).value).toEqual({ x: 1 });
  });
});

describe('a mistake is refused with the file and the reason', () => {
  it.each<[string, string | Buffer, string]>([
    ['a missing file', 'extends: nowhere.yaml', 'nowhere.yaml: cannot be read (ENOENT)'],
    ['a circle', 'extends: top.yaml', 'extend each other in a circle'],
    ['broken YAML', 'a: [1, 2', 'top.yaml: not valid YAML'],
    ['a key given twice', 'a: 1\na: 2', 'Map keys must be unique'],
    ['no mapping', '- 1\n- 2', 'expected a mapping of keys'],
    ['an extends that is no name', 'extends: 7', 'expected a file name or a list of them, given 7'],
    ['Latin-1', Buffer.from('name: \u00e9', 'latin1'), 'top.yaml: not valid UTF-8; convert it'],
    [
      'an alias in what it names',
      'a: &a { b: *a }',
      'an alias (*name) stands inside what it names',
    ],
    ['an alias in a list of its own', 'a: &a [[1, *a]]', 'an alias (*name) stands inside'],
  ])('%s', (_what, text, expected) => {
    const top = file('top.yaml', text);
    expect(() => loadYaml(top)).toThrow(UserError);
    expect(() => loadYaml(top)).toThrow(expected);
  });

  it('a folder in the place of a file', () => {
    expect(() => loadYaml(folder())).toThrow(`${folder()}: a folder; expected a YAML file`);
  });

  it('takes an alias beside what it names', () => {
    const top = file('top.yaml', 'a: &a { b: 1 }\nc: [*a, *a]');
    expect(loadYaml(top).value).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });

  it('suggests the file that was probably meant', () => {
    file('table1.yaml', 'x: 1');
    const top = file('top.yaml', 'extends: tabel1.yaml');
    expect(() => loadYaml(top)).toThrow(
      'did you mean table1.yaml?); there are table1.yaml, top.yaml',
    );
  });

  it('names the whole circle', () => {
    file('a.yaml', 'extends: b.yaml');
    file('b.yaml', 'extends: a.yaml');
    expect(() => loadYaml(folder('a.yaml'))).toThrow(/a\.yaml -> .*b\.yaml -> .*a\.yaml/);
  });
});
