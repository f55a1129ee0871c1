import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { corpusBleu, corpusChrf, corpusTer, InputError, sentenceBleu } from './index.ts';

/** What a module imports, re-exports or loads while it runs. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([^'"]+)['"]/g;

/** The modules that can be reached from `entry`, each with what it imports. */
function importsFrom(entry: URL): Map<string, readonly string[]> {
  const imports = new Map<string, readonly string[]>();
  const waiting = [entry];
  for (let module = waiting.pop(); module; module = waiting.pop()) {
    if (imports.has(module.href)) continue;
    const source = readFileSync(module, 'utf8');
    const specifiers = Array.from(source.matchAll(SPECIFIER), ([, specifier]) => specifier!);
    imports.set(module.href, specifiers);
    for (const specifier of specifiers) {
      if (specifier.startsWith('.')) waiting.push(new URL(specifier, module));
    }
  }
  return imports;
}

it('imports nothing but its own modules, and nothing of the command', () => {
  const imports = importsFrom(new URL('index.ts', import.meta.url));
  expect(imports.size).toBeGreaterThan(20);
  expect([...imports.values()].flat().filter((specifier) => !specifier.startsWith('.'))).toEqual(
    [],
  );
  expect([...imports.keys()].filter((module) => module.includes('/cli/'))).toEqual([]);
});

it('finds the imports of the command, which does need Node', () => {
  const specifiers = [...importsFrom(new URL('cli/bin.ts', import.meta.url)).values()].flat();
  expect(specifiers).toEqual(expect.arrayContaining(['node:fs', 'node:zlib']));
});

it('uses the language alone: its types hold without those of Node or of a browser', () => {
  const resolve = createRequire(import.meta.url).resolve;
  const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
  const project = fileURLToPath(new URL('../tsconfig.core.json', import.meta.url));
  const run = () => execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  expect(run).not.toThrow();
});

describe('what plain JavaScript lets pass', () => {
  const hypotheses = ['a b'];
  const references = [['a c']];
  // A call with arguments of any type.
  const loose = <R>(call: (...given: never[]) => R) => call as (...given: unknown[]) => R;

  it.each([
    [
      'a string of references',
      () => loose(sentenceBleu)('hi', 'hi'),
      "are 'hi'; expected an array",
    ],
    ['no hypothesis', () => loose(sentenceBleu)(null, ['hi']), 'A text of segment 1 is null'],
    ['a number', () => loose(corpusBleu)([1], references), 'A text of segment 1 is the number 1'],
    ['a numeric reference', () => loose(corpusBleu)(hypotheses, [[2]]), 'is the number 2'],
    ['no references', () => loose(corpusBleu)(hypotheses), 'The references are undefined'],
    ['one stream', () => loose(corpusBleu)(hypotheses, ['a c']), 'Reference stream 1 is a string'],
    [
      'an unknown option',
      () => loose(corpusBleu)(hypotheses, references, { tokenizer: 'zh' }),
      "BLEU has no option 'tokenizer'; its options are tokenize, smoothMethod",
    ],
    [
      'a word for a switch',
      () => loose(corpusTer)(hypotheses, references, { normalized: 'yes' }),
      "normalized is 'yes'; expected true or false",
    ],
    [
      'a text for a number',
      () => loose(corpusChrf)(hypotheses, references, { charOrder: '6' }),
      "charOrder is '6'; expected a number",
    ],
    [
      'no options',
      () => loose(corpusBleu)(hypotheses, references, null),
      'options of BLEU are null',
    ],
  ])('is refused: %s', (_what, score, message) => {
    expect(score).toThrow(InputError);
    expect(score).toThrow(message);
  });
});
