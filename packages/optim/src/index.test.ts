import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as optim from './index.ts';
import { LINKS } from './optimizer.ts';

/** The modules of a folder beside this file, by the names of what they export. */
const exportsOf = (folder: string): string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) =>
      file.slice(0, -'.ts'.length).replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
    )
    .sort();

it('lists every link, under its own name', () => {
  expect(Object.keys(LINKS).sort()).toEqual(exportsOf('links'));
  for (const [name, link] of Object.entries(LINKS)) {
    const wrong = link as unknown as (options: null) => unknown;
    expect(() => wrong(null)).toThrow(new RegExp(`^${name}: given null`));
  }
});

it('lists every named optimizer, and exports it', () => {
  expect(Object.keys(optim.NAMED).sort()).toEqual(exportsOf('named'));
  expect(optim).toMatchObject(optim.NAMED);
});

it.each(Object.entries(optim.NAMED))('says in the README what %s takes', (name, optimizer) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  const defaults: Readonly<Record<string, unknown>> = { ...optimizer.defaults };
  for (const option of Object.keys(optimizer.options)) {
    const value = defaults[option];
    const text = JSON.stringify(value)
      ?.replace(/"(\w+)":(.*)/, ' $1: $2')
      .replace(/}$/, ' }');
    const shown = value === undefined ? option : `${option}: ${text?.replaceAll('"', "'")}`;
    expect(row, shown).toContain(`\`${shown}\``);
  }
});
