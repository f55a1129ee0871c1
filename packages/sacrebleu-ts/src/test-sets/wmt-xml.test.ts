import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readVectors } from '../../test/vectors.ts';
import { parseWmtXml } from './wmt-xml.ts';

it('reads what sacreBLEU reads', () => {
  const sample = new URL('../../vectors/samples/sample.en-de.xml', import.meta.url);
  const testSet = parseWmtXml(readFileSync(sample, 'utf8'));
  const { xml } = readVectors<{ readonly xml: Readonly<Record<string, string[]>> }>('test-sets');
  expect({
    src: testSet.source,
    'ref:A': testSet.references.get('A'),
    'ref:B': testSet.references.get('B'),
    docid: testSet.documentIds,
    origlang: testSet.originalLanguages,
    'baseline "0"': testSet.systems.get('baseline "0"'),
    domain: testSet.domains,
  }).toEqual(xml);
  expect([...testSet.references.keys()]).toEqual(['A', 'B']);
});

function testSet(body: string): string {
  return `<dataset><doc id="d" origlang="en">${body}</doc></dataset>`;
}

const SOURCE = '<src lang="en"><seg id="1">one</seg></src>';
const REFERENCE = '<ref lang="de"><seg id="1">eins</seg></ref>';

it('takes a reference without a translator', () => {
  const { references, domains } = parseWmtXml(testSet(SOURCE + REFERENCE));
  expect([...references]).toEqual([['', ['eins']]]);
  expect(domains).toEqual([undefined]);
});

it.each([
  ['no reference', SOURCE, /0 reference languages \(none\); expected exactly one/],
  [
    'two source languages',
    `${SOURCE}<src lang="fr"><seg id="1">un</seg></src>${REFERENCE}`,
    /2 source languages \(en, fr\)/,
  ],
  [
    'a segment id that is no number',
    '<src lang="en"><seg id="x">one</seg></src><ref lang="de"/>',
    /id 'x'; expected a whole number/,
  ],
  [
    'a system that lacks a segment',
    `${SOURCE}${REFERENCE}<hyp system="s" lang="de"/>`,
    /System 's' has no translation of segment 1 of document 'd'/,
  ],
])('refuses %s', (_, body, message) => {
  expect(() => parseWmtXml(testSet(body))).toThrow(message);
});
