import { expect, it } from 'vitest';
import { UserError } from '../../platform/errors.ts';
import { escapeLatex } from './latex.ts';

it.each([
  [
    'Adam, β1 = 0.9 & β2 = 1 − t^−0.8',
    'Adam, $\\beta$1 = 0.9 \\& $\\beta$2 = 1 $-$ t\\textasciicircum{}$-$0.8',
  ],
  ['σ = 1/√d', '$\\sigma$ = 1/$\\surd$d'],
  [
    '100% of $5 in #1_a {b} \\ ~ <|>',
    '100\\% of \\$5 in \\#1\\_a \\{b\\} \\textbackslash{} \\textasciitilde{} $<$$|$$>$',
  ],
  ['Übung, naïve', 'Übung, naïve'],
])('%s becomes %s', (text, latex) => {
  expect(escapeLatex(text)).toBe(latex);
});

it('refuses what it knows no LaTeX for, and says where to add it', () => {
  expect(() => escapeLatex('a ☃')).toThrow(UserError);
  expect(() => escapeLatex('a ☃')).toThrow('"a ☃": no LaTeX is known for "☃"');
});
