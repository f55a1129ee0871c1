import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../../backend/checkout.ts';
import type { Mapping } from '../../config/layers.ts';
import { inlineSvg } from '../figures/figure.ts';
import { learningCurves } from '../figures/learning-curves.ts';
import { html, type Markup, scriptJson } from '../figures/markup.ts';
import { rowName, rowStyle } from '../figures/palette.ts';
import { seedsText } from '../figures/subtitle.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { decimal } from '../tables/text.ts';
import { addressOf } from './address.ts';
import { provenanceOf } from './provenance.ts';
import { resultsTable } from './results-table.ts';
import { sharedSettings } from './shared-config.ts';
import { yamlText } from './yaml-text.ts';

/** The identifier of an experiment's part of the explorer. */
export function partId({ experiment, protocol }: ReportedExperiment): string {
  return `${experiment.experiment}-${protocol}`;
}

/** What the protocol sets for every cell: all that is shared but what rows and arms are about. */
function protocolSettings({ runs }: ReportedExperiment): Mapping {
  const {
    optimizer: _rows,
    schedule: _arms,
    ...shared
  } = sharedSettings(runs.map(({ result }) => result.config));
  const { seed: _seed, ...training } = shared.training as Mapping;
  return { ...shared, training };
}

/** How to do runs again, into a folder of their own; undefined where the protocol has no file. */
function againCommand({ experiment, protocol }: ReportedExperiment): string | undefined {
  const yaml = `configs/protocols/${protocol}.yaml`;
  // A command that names no protocol would run the experiment's own.
  if (!existsSync(join(checkoutFolder, yaml))) return undefined;
  return [
    `npx sublinear run experiments/${experiment.experiment}.yaml`,
    `--protocol ${yaml}`,
    '--only ROW --arms ARM --seeds SEEDS',
    '--results again/results --runs again/runs',
  ].join(' \\\n  ');
}

function rankingWords({ report: { rankings, arms } }: ReportedExperiment): string {
  const known = rankings.flatMap(({ arm, tau, interval, rows }) => {
    if (tau === undefined) return [];
    const label = arms.find(({ name }) => name === arm)!.label;
    const around =
      interval === undefined
        ? ''
        : ` (${decimal(interval.low, 2)} to ${decimal(interval.high, 2)})`;
    return [`${label} ${decimal(tau, 2)}${around} over ${rows} rows`];
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

/**
 * One experiment under one protocol: its table, its curves, and what its numbers come from.
 *
 * @param resultsFolder the folder of all results as seen from the page, with a slash, or empty
 */
function explorerPart(given: ReportedExperiment, resultsFolder: string): Markup {
  const { experiment, protocol, report, runs } = given;
  const settings = protocolSettings(given);
  const cells = report.rows.flatMap((row) => Object.values(row.cells));
  const done = cells.filter((cell) => cell.runs.length > 0).length;
  const again = againCommand(given);
  const seeds = seedsText(runs.map(({ result }) => result.config.training.seed));
  const data = {
    ...provenanceOf(given, settings, resultsFolder),
    again:
      again ??
      `There is no configs/protocols/${protocol}.yaml to run this under. Each result file has its whole configuration, under config.`,
  };
  return html`<div class="part" id="${partId(given)}" data-experiment="${experiment.experiment}" data-protocol="${protocol}">
<h3>${experiment.title} <small>${protocol}</small></h3>
<p class="note">${done} of ${cells.length} cells run, ${seeds}. Source: ${experiment.source}. BLEU of the test set; dev: log-perplexity of the development set. Tinted by the share of the best of the same source. A number of ours opens to its runs.${rankingWords(given)}</p>
${resultsTable(given)}
${curves(given)}
<details><summary>Settings of the protocol</summary><pre tabindex="0" role="region" aria-label="Settings of ${protocol}"><code>${yamlText(settings)}</code></pre></details>
<script type="application/json">${scriptJson(data)}</script>
</div>
`;
}

/** Everything that was run, one experiment at a time; without a script, one below the other. */
export function explorer(given: readonly ReportedExperiment[], resultsFolder: string): Markup {
  return html`<div class="choose" hidden><label>Experiment and protocol <select id="chosen">${given.map(
    ({ experiment, protocol }) =>
      html`<option value="${addressOf({ experiment: experiment.experiment, protocol })}">${experiment.title.split(':')[0]!} (${experiment.experiment}), ${protocol}</option>`,
  )}</select></label></div>
${given.map((one) => explorerPart(one, resultsFolder))}
<dialog id="provenance" aria-labelledby="provenance-title"><header><h4 id="provenance-title"></h4><button type="button" data-close aria-label="Close">×</button></header><div></div></dialog>
`;
}
