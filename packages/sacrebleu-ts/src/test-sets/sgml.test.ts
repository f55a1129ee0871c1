import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import { parseSgml, type SgmlTestSet } from './sgml.ts';

it('reads what sacreBLEU reads', () => {
  const sample = new URL('../../vectors/samples/sample-ref.de.sgm', import.meta.url);
  const { sgml } = readVectors<{ readonly sgml: SgmlTestSet }>('test-sets');
  expect(parseSgml(readFileSync(sample, 'utf8'))).toEqual(sgml);
});

it('keeps dollar signs, which mean something in a replacement', () => {
  expect(parseSgml('<seg id="1">It costs $1 or $& more</seg>').segments).toEqual([
    'It costs $1 or $& more',
  ]);
});

it('refuses a segment that goes on in the next line', () => {
  expect(() => parseSgml('<doc docid="a">\n<seg id="1">half\na segment</seg>')).toThrow(
    /Line 2 opens a segment but does not close it/,
  );
});
