import { bestScores, type CellReport, paperBleu } from '../cells.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { paperArms, paperText } from '../text.ts';
import { type Html, html } from './html.ts';

/** How dark a cell is: its score's share of the best of the same source. */
function tint(score: number | undefined, best: number): Html | undefined {
  if (score === undefined) return undefined;
  return html` style="--share:${Number(Math.max(0, score / best).toFixed(3))}"`;
}

function paperCell(cell: CellReport, best: number): Html {
  return html`<td class="paper"${tint(paperBleu(cell.paper), best)}>${paperText(cell.paper)}</td>`;
}

function ourCell(cell: CellReport, best: number, dialog: string, name: string): Html {
  const { bleu, logPerplexity, diverged, runs } = cell;
  if (runs.length === 0) return html`<td class="ours"><span class="note">not run</span></td>`;
  const details = [
    bleu?.standardDeviation === undefined ? undefined : `± ${bleu.standardDeviation.toFixed(1)}`,
    runs.length > 1 ? `${runs.length} seeds` : undefined,
    bleu !== undefined && diverged > 0 ? `${diverged} diverged` : undefined,
    logPerplexity === undefined ? undefined : `dev ${logPerplexity.mean.toFixed(3)}`,
  ].filter((detail) => detail !== undefined);
  return html`<td class="ours"${tint(bleu?.mean, best)}><button type="button" popovertarget="${dialog}" aria-label="${name}: where this number comes from">${
    bleu === undefined ? 'diverged' : bleu.mean.toFixed(1)
  }</button>${
    details.length > 0 &&
    html`<small>${details.map((detail) => html`<span>${detail}</span> `)}</small>`
  }</td>`;
}

/**
 * The table of an experiment: our numbers, each a button, beside the paper's where it has any.
 *
 * @param dialogOf the identifier of the dialog that a cell's button opens
 */
export function resultsTable(
  report: ExperimentReport,
  dialogOf: (row: string, arm: string) => string,
): Html {
  const { title, rows, arms } = report;
  const cells = rows.flatMap((row) => Object.values(row.cells));
  const { paper = Number.MIN_VALUE, ours = Number.MIN_VALUE } = bestScores(cells);
  const best = { paper, ours };
  const hasPaper = paperArms(report).length > 0;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}: the table">
<table class="results">
<thead>
<tr><th rowspan="2" scope="col">row</th>${arms.map(
    ({ label }) => html`<th colspan="${hasPaper ? 2 : 1}" scope="colgroup">${label}</th>`,
  )}</tr>
<tr>${arms.map(
    () => html`${hasPaper && html`<th scope="col">paper</th>`}<th scope="col">ours</th>`,
  )}</tr>
</thead>
<tbody>
${rows.map(
  ({
    row,
    label,
    cells: byArm,
  }) => html`<tr><th scope="row"><b>${row}</b> <span>${label}</span></th>${arms.map((arm) => {
    const cell = byArm[arm.name];
    if (cell === undefined) {
      return html`${hasPaper && html`<td class="paper"></td>`}<td class="ours"></td>`;
    }
    const name = `${row}, ${arm.label}`;
    return html`${hasPaper && paperCell(cell, best.paper)}${ourCell(cell, best.ours, dialogOf(row, arm.name), name)}`;
  })}</tr>
`,
)}</tbody>
</table>
</div>`;
}
