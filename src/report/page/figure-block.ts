import { type Figure, inlineSvg } from '../figures/figure.ts';
import { html, type Markup } from '../figures/markup.ts';

/** A table of a figure's numbers, closed at first. */
export function dataTable({ header, rows }: Figure['data'], title: string): Markup {
  return html`<details class="data"><summary>Data</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}: data"><table><thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

/** A figure with its finding above it, and its data a click away. */
export function figureBlock(figure: Figure, extra: Markup = html``): Markup {
  const { title, subtitle, panels, data } = figure;
  return html`<figure>
<figcaption><b>${title}.</b> ${subtitle}</figcaption>
<div class="panels">${panels.map((panel) => html`<div class="panel">${inlineSvg(panel)}</div>`)}</div>
${extra}${dataTable(data, title)}
</figure>
`;
}
