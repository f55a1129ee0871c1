import { dirname } from 'node:path';
import { max } from 'd3-array';
import { html, type Markup, withPowers } from '../figures/markup.ts';
import { rowName } from '../figures/palette.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type CellReport, cellsOf } from '../stats/cells.ts';
import { paperArms, paperText } from '../tables/text.ts';
import { addressOf } from './address.ts';

const ourBleu = ({ bleu }: CellReport): number | undefined => bleu?.mean;

/** Undefined where the paper's run diverged, too. */
const paperBleu = ({ paper }: CellReport): number | undefined =>
  paper === 'diverged' ? undefined : paper;

/** How dark a cell is: its score's share of the best of the same source; 0 where that is 0. */
function tint(score: number | undefined, best: number | undefined): Markup | undefined {
  if (score === undefined) return undefined;
  const share = score / (best || Number.POSITIVE_INFINITY);
  return html` style="--share:${Number(Math.max(0, share).toFixed(2))}"`;
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
  const cells = cellsOf(report).map(({ cell }) => cell);
  const [bestOfPaper, bestOfOurs] = [max(cells, paperBleu), max(cells, ourBleu)];
  const hasPaper = paperArms(report).length > 0;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}: the table">
<table class="results">
<thead><tr><th scope="col">row</th>${arms.map(
    ({ label }) =>
      html`${hasPaper && html`<th scope="col">${label}, paper</th>`}<th scope="col">${label}, ours</th>`,
  )}</tr></thead>
<tbody>
${rows.map(({ row, label, cells: own }) => {
  const name = rowName(experiment, row);
  return html`<tr><th scope="row">${withPowers(name)} <small>${row === name ? '' : row}${name !== label && html`<span> · ${withPowers(label)}</span>`}</small></th>${arms.map(
    (arm) => {
      const cell = own[arm.name];
      if (cell === undefined) return html`${hasPaper && html`<td></td>`}<td></td>`;
      const cellName = `${row}/${arm.name}`;
      const href = addressOf({ experiment: experiment.experiment, protocol, cell: cellName });
      return html`${hasPaper && html`<td class="paper"${tint(paperBleu(cell), bestOfPaper)}>${paperText(cell.paper)}</td>`}${ourCell(cell, bestOfOurs, href, `${experiment.experiment}/${protocol}`)}`;
    },
  )}</tr>
`;
})}</tbody>
</table>
</div>
`;
}
