import { expect, it } from 'vitest';
import { descendants, parseXml } from './xml.ts';

it('reads elements, attributes, references and sections', () => {
  const root = parseXml(
    `\ufeff<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]><!-- > -->\n` +
      `<a b="1 &lt; 2" c='"'>x &amp; &#x1F600;&#65; <![CDATA[<y>&amp;]]> z<d e = "f"/>tail<d>in</d ></a>\n`,
  );
  expect(root.name).toBe('a');
  expect([...root.attributes]).toEqual([
    ['b', '1 < 2'],
    ['c', '"'],
  ]);
  expect(root.text).toBe('x & 😀A <y>&amp; z');
  expect(descendants(root, 'd').map((element) => element.text)).toEqual(['', 'in']);
});

it('ends the text at the first child, even a comment', () => {
  expect(parseXml('<a>one<!-- -->two</a>').text).toBe('one');
});

it.each([
  ['<a>\n<b></a>', /<\/a> where <\/b> was expected, in or behind line 2/],
  ['<a>\n', /<a> is never closed/],
  ['<a></a></a>', /<\/a> where no closing tag was expected/],
  ['<a/><b/>', /2 root elements instead of one/],
  ['no markup', /0 root elements/],
  ['<a>1 < 2</a>', /Markup that is not XML/],
  ['<a>&nbsp;</a>', /Unknown entity '&nbsp;'/],
  ['<a>&#x110000;</a>', /Unknown entity '&#x110000;'/],
  ['<a>R&D</a>', /Unknown entity '&D'/],
])('refuses %j', (document, message) => {
  expect(() => parseXml(document)).toThrow(message);
});
