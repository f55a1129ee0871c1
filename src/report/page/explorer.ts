import { seedOf } from '../../experiment/stored-result.ts';
import { inlineSvg } from '../figures/figure.ts';
import { learningCurves } from '../figures/learning-curves.ts';
import { html, type Markup, scriptJson } from '../figures/markup.ts';
import { rowName, rowStyle } from '../figures/palette.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { cellsOf } from '../stats/cells.ts';
import { armLabel, decimal, seedsText } from '../tables/text.ts';
import { addressOf } from './address.ts';
import { protocolSettings, provenanceOf } from './provenance.ts';
import { resultsTable } from './results-table.ts';
import { yamlText } from './settings.ts';

function partId({ experiment, protocol }: ReportedExperiment): string {
  return `${experiment.experiment}-${protocol}`;
}

function rankingWords({ report }: ReportedExperiment): string {
  const known = report.rankings.flatMap(({ arm, tau, interval, rows }) => {
    if (tau === undefined) return [];
    const around =
      interval === undefined
        ? ''
        : ` (${decimal(interval.low, 2)} to ${decimal(interval.high, 2)})`;
    return [`${armLabel(report, arm)} ${decimal(tau, 2)}${around} over ${rows} rows`];
  });
  return known.length === 0
    ? ''
    : ` Agreement with the paper’s order of the rows, Kendall’s τ-b from −1 to 1: ${known.join('; ')}.`;
}

/** A switch for each row whose curves there are. */
function rowSwitches({ experiment }: ReportedExperiment, rows: readonly string[]): Markup {
  return html`<fieldset class="switches" hidden><legend>Curves of</legend>${rows.map((row) => {
    const { color } = rowStyle(experiment, row);
    return html`<label class="c${color}"><input type="checkbox" value="${row}">${rowName(experiment, row)}</label>`;
  })}</fieldset>`;
}

function curves(given: ReportedExperiment): Markup {
  // A sweep has an arm for each value: too many charts.
  if (given.experiment.sweep !== undefined) return html``;
  const figure = learningCurves(given, 'dev', partId(given));
  if (figure === undefined) return html`<p class="note">No run has a learning curve.</p>`;
  const rows = [...new Set(figure.data.rows.map(([row]) => row!))];
  const { experiment } = given;
  return html`${rowSwitches(given, rows)}<figure>
<figcaption><b>${figure.title}.</b> ${figure.subtitle}</figcaption>
<div class="panels curves">${figure.panels.map(
    (panel) =>
      html`<div class="panel" tabindex="0" role="group" aria-label="${panel.name}. Left and right arrow keys move along the steps.">${inlineSvg(panel)}</div>`,
  )}</div>
<p class="visually-hidden" role="status"></p>
<details class="data"><summary>Data</summary><div class="scroll" data-curves role="region" tabindex="0" aria-label="${experiment.title}: the curves in numbers"></div></details>
</figure>`;
}

function explorerPart(given: ReportedExperiment): Markup {
  const { experiment, protocol, report, runs } = given;
  const cells = cellsOf(report);
  const done = cells.filter(({ cell }) => cell.runs.length > 0).length;
  const seeds = seedsText(runs.map(seedOf));
  return html`<div class="part" id="${partId(given)}" data-experiment="${experiment.experiment}" data-protocol="${protocol}">
<h3>${experiment.title} <small>${protocol}</small></h3>
<p class="note">${done} of ${cells.length} cells run, ${seeds}. Source: ${experiment.source}. BLEU of the test set; dev: log-perplexity of the development set. Tinted by the share of the best of the same source. A number of ours opens to its runs.${rankingWords(given)}</p>
${resultsTable(given)}
${curves(given)}
<details><summary>Settings of the protocol</summary><pre tabindex="0" role="region" aria-label="Settings of ${protocol}"><code>${yamlText(protocolSettings(runs))}</code></pre></details>
</div>
`;
}

/**
 * Everything that was run, one experiment at a time; without a script, one below the other.
 *
 * @param resultsFolder the folder of all results as seen from the page, with a slash, or empty
 */
export function explorer(given: readonly ReportedExperiment[], resultsFolder: string): Markup {
  return html`<div class="choose" hidden><label>Experiment and protocol <select id="chosen">${given.map(
    ({ experiment, protocol }) =>
      html`<option value="${addressOf({ experiment: experiment.experiment, protocol })}">${experiment.title.split(':')[0]!} (${experiment.experiment}), ${protocol}</option>`,
  )}</select></label></div>
${given.map(explorerPart)}
<dialog id="provenance" aria-labelledby="provenance-title"><header><h4 id="provenance-title"></h4><button type="button" data-close aria-label="Close">×</button></header><div></div></dialog>
<script type="application/json" id="runs">${scriptJson(provenanceOf(given, resultsFolder))}</script>
`;
}
