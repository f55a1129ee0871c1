import { html, type Markup } from '../figures/markup.ts';

/** Text in which `t^−0.8` has its power raised, and `s_t` its index lowered. */
export function withPowers(text: string): Markup {
  const parts = text.split(/(\^−?[\d.]*\d|_t\b)/);
  return html`${parts.map((part) => {
    if (part.startsWith('^')) return html`<sup>${part.slice(1)}</sup>`;
    return part === '_t' ? html`<sub>t</sub>` : part;
  })}`;
}
