import { dirname } from 'node:path';
import { html, type Markup } from '../figures/markup.ts';
import { rowName } from '../figures/palette.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { bestScores, type CellReport, paperBleu } from '../stats/cells.ts';
import { paperArms, paperText } from '../tables/text.ts';
import { cellAddress } from './address.ts';
import { withPowers } from './with-powers.ts';

/** How dark a cell is: its score's share of the best of the same source. */
function tint(score: number | undefined, best = Number.POSITIVE_INFINITY): Markup | undefined {
  if (score === undefined) return undefined;
  return html` style="--share:${Number(Math.max(0, score / best).toFixed(2))}"`;
}

function ourCell(cell: CellReport, best: number | undefined, href: string, folder: string): Markup {
  const { bleu, logPerplexity, diverged, runs } = cell;
  if (runs.length === 0) return html`<td class="ours not-run">–</td>`;
  // The row may be another experiment's.
  const from = dirname(runs[0]!.file);
  const details = [
    bleu?.standardDeviation === undefined ? undefined : `± ${bleu.standardDeviation.toFixed(1)}`,
    runs.length > 1 ? `${runs.length} seeds` : undefined,
    bleu !== undefined && diverged > 0 ? `${diverged} diverged` : undefined,
    logPerplexity === undefined ? undefined : `dev ${logPerplexity.mean.toFixed(2)}`,
  ].filter((detail) => detail !== undefined);
  return html`<td class="ours"${tint(bleu?.mean, best)}><a href="${href}"${from !== folder && html` data-from="${from}"`}>${bleu === undefined ? 'diverged' : bleu.mean.toFixed(1)}</a>${details.length > 0 && html` <small>${details.join(', ')}</small>`}</td>`;
}

/** The table of an experiment: our numbers, each a link to its provenance, beside the paper's. */
export function resultsTable({ experiment, protocol, report }: ReportedExperiment): Markup {
  const { title, rows, arms } = report;
  const best = bestScores(rows.flatMap((row) => Object.values(row.cells)));
  const hasPaper = paperArms(report).length > 0;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}: the table">
<table class="results">
<thead><tr><th scope="col">row</th>${arms.map(
    ({ label }) =>
      html`${hasPaper && html`<th scope="col">${label}, paper</th>`}<th scope="col">${label}, ours</th>`,
  )}</tr></thead>
<tbody>
${rows.map(({ row, label, cells }) => {
  const name = rowName(experiment, row);
  return html`<tr><th scope="row">${withPowers(name)} <small>${row === name ? '' : row}${name !== label && html`<span> · ${withPowers(label)}</span>`}</small></th>${arms.map(
    (arm) => {
      const cell = cells[arm.name];
      if (cell === undefined) return html`${hasPaper && html`<td></td>`}<td></td>`;
      const href = cellAddress(experiment.experiment, protocol, row, arm.name);
      return html`${hasPaper && html`<td class="paper"${tint(paperBleu(cell.paper), best.paper)}>${paperText(cell.paper)}</td>`}${ourCell(cell, best.ours, href, `${experiment.experiment}/${protocol}`)}`;
    },
  )}</tr>
`;
})}</tbody>
</table>
</div>
`;
}
