import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeText } from './normalize.ts';

describe('normalizeText', () => {
  it.each([
    ['plain words stay', 'Plain words, stay.', 'Plain words, stay.'],
    ['spaces', '  two  spaces \t and a tab\r', 'two spaces and a tab'],
    ['white space of other scripts', '\ufeffa\u00a0b\u3000c\u2028d\u0085e', 'a b c d e'],
    ['control characters', 'a\u0000b\u0007', 'a b'],
    ['letters and their marks', 'Mu\u0308ller', 'Müller'],
    ['nothing more than that', 'ﬁ １ …', 'ﬁ １ …'],
    ['nothing', ' \t ', ''],
  ])('%s', (_what, text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });

  it('changes nothing that it has changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalizeText(text);
        expect(normalizeText(once)).toBe(once);
        expect(once).not.toMatch(/[\t\n\r]/);
      }),
    );
  });
});
