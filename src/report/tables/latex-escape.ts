import { UserError } from '../../platform/errors.ts';

/** What LaTeX gives a meaning to, and what its fonts lack under pdfLaTeX. */
const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '–': '--',
  '—': '---',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  '√': '$\\surd$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '∞': '$\\infty$',
  '²': '$^2$',
  α: '$\\alpha$',
  β: '$\\beta$',
  γ: '$\\gamma$',
  ε: '$\\varepsilon$',
  η: '$\\eta$',
  μ: '$\\mu$',
  ρ: '$\\rho$',
  σ: '$\\sigma$',
  τ: '$\\tau$',
};

/** Letters, digits and signs that need no change, umlauts and accents included. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ff\u0100-\u017f]$/;

/**
 * `text` as LaTeX prints it, for any engine.
 *
 * @throws UserError for a character that is not in the list above
 */
export function escapeLatex(text: string): string {
  return [...text]
    .map((character) => {
      const escaped = LATEX[character];
      if (escaped !== undefined) return escaped;
      if (PLAIN.test(character)) return character;
      throw new UserError(
        `${JSON.stringify(text)}: no LaTeX is known for "${character}"; write it otherwise, or add ` +
          'it to src/report/tables/latex-escape.ts',
      );
    })
    .join('');
}
