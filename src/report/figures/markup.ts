/** Text that is HTML or SVG already, as opposed to text to be shown. */
export type Markup = { readonly html: string };

type Value = Markup | string | number | false | undefined | readonly Value[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function textOf(value: Value): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(textOf).join('');
}

/**
 * Builds HTML or SVG: what stands in `${}` is shown as text, in content and in quoted attributes
 * alike, unless it is markup itself. Lists are joined; `undefined` and `false` show nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { html: String.raw({ raw: parts }, ...values.map(textOf)) };
}

/** Takes `text` for markup as it is; for text that this code made, never for what a file says. */
export function trustedMarkup(text: string): Markup {
  return { html: text };
}

/** JSON that may stand in a `<script>`: no text in it ends the element, or opens a comment. */
export function scriptJson(value: unknown): Markup {
  return trustedMarkup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** Text in which `t^−0.8` has its power raised, and `s_t` its index lowered. */
export function withPowers(text: string): Markup {
  const parts = text.split(/(\^−?[\d.]*\d|_t\b)/);
  return html`${parts.map((part) => {
    if (part.startsWith('^')) return html`<sup>${part.slice(1)}</sup>`;
    return part === '_t' ? html`<sub>t</sub>` : part;
  })}`;
}
