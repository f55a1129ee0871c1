import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { yamlFile, yamlNames } from './yaml-kinds.ts';

const folder = temporaryFolder();
const before = process.cwd();

beforeEach(() => {
  mkdirSync(folder('experiments'));
  process.chdir(folder());
});
afterEach(() => process.chdir(before));

it('takes a name for that of a file, though a folder has it, too', () => {
  mkdirSync('table1');
  expect(yamlFile('table1', 'experiment')).toBe(join(checkoutFolder, 'experiments/table1.yaml'));
});

it('finds names that end with .yml, of the working folder', () => {
  writeFileSync('experiments/own.yml', '');
  expect(yamlFile('own', 'experiment')).toBe('experiments/own.yml');
  expect(yamlNames('experiment')).toEqual(expect.arrayContaining(['own', 'table1']));
});

it('refuses the name of a folder alone', () => {
  mkdirSync('own');
  expect(() => yamlFile('own', 'experiment')).toThrow(UserError);
});
