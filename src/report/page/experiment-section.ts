import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Mapping } from '../../config/layers.ts';
import { checkoutFolder } from '../../platform/checkout.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { seedsLabel } from '../figures/labels.ts';
import { protocolWords } from '../protocol-words.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { sharedSettings } from '../shared-config.ts';
import { decimal, paperArms } from '../text.ts';
import { yamlText } from '../yaml-text.ts';
import { claimList } from './claims.ts';
import { curveCharts } from './curve-charts.ts';
import { type Html, html, trustedHtml } from './html.ts';
import { provenanceDialog } from './provenance.ts';
import { resultsTable } from './results-table.ts';
import { tuningTable } from './tuning-table.ts';

/** An experiment under one protocol, and its figures that are the same here as in files. */
export type ExperimentSection = {
  readonly given: ReportedExperiment;
  readonly drawings: readonly Drawing[];
  /** How the outcome follows the number that was tuned; undefined where none was. */
  readonly tuning: Drawing | undefined;
};

/** SVG, and what it shows. */
export type Drawing = { readonly caption: string; readonly svgs: readonly string[] };

function drawingFigure({ caption, svgs }: Drawing): Html {
  return html`<figure><figcaption>${caption}</figcaption><div class="drawings">${svgs.map(trustedHtml)}</div></figure>
`;
}

/** The identifier of a section, which links name. */
export function sectionId({ experiment, protocol }: ReportedExperiment): string {
  return `${experiment.experiment}-${protocol}`;
}

/** How many cells there are, and how many of them were run. */
export function cellCounts({ rows }: ExperimentReport): { run: number; all: number } {
  const cells = rows.flatMap((row) => Object.values(row.cells));
  return { run: cells.filter(({ runs }) => runs.length > 0).length, all: cells.length };
}

/** What the protocol sets for every cell: all that is shared but what rows and arms are about. */
function protocolSettings({ results }: ReportedExperiment): Mapping {
  const {
    optimizer: _rows,
    schedule: _arms,
    ...shared
  } = sharedSettings(results.map(({ config }) => config));
  const { seed: _seed, ...training } = shared.training as Mapping;
  return { ...shared, training };
}

/** How to do the runs of a cell again, into a folder of its own. */
function again(
  { experiment, protocol }: ReportedExperiment,
  row: string,
  arm: string,
  seeds: string,
): Html {
  const yaml = `configs/protocols/${protocol}.yaml`;
  // A command that names no protocol would run the experiment's own.
  if (!existsSync(join(checkoutFolder, yaml))) {
    return html`<p>There is no <code>${yaml}</code> to run this under. The whole configuration of each run stands in its result file, under <code>config</code>.</p>`;
  }
  const command = [
    `npx sublinear run ${experiment.file}`,
    `--protocol ${yaml}`,
    `--only ${row} --arms ${arm} --seeds ${seeds}`,
    '--results again/results --runs again/runs',
  ].join(' \\\n  ');
  return html`<pre><code>${command}</code></pre>`;
}

/** A dialog for each cell that was run. */
function dialogs(given: ReportedExperiment, shared: Mapping, resultsFolder: string): Html {
  const { report, results } = given;
  return html`${report.rows.flatMap(({ row, label, cells }) =>
    report.arms.map((arm) => {
      const runs = cells[arm.name]?.runs ?? [];
      if (runs.length === 0) return undefined;
      return provenanceDialog({
        id: `${sectionId(given)}-${row}-${arm.name}`,
        title: `${row}, ${arm.label}`,
        label,
        results: results.filter(({ cell }) => cell!.row === row && cell!.arm === arm.name),
        shared,
        again: again(given, row, arm.name, runs.map(({ seed }) => seed).join(',')),
        files: runs.map(({ file }) => `${resultsFolder}${file}`),
      });
    }),
  )}`;
}

function ranking({ rankings, arms }: ExperimentReport): Html | undefined {
  const known = rankings.filter(({ tau }) => tau !== undefined);
  if (known.length === 0) return undefined;
  return html`<p class="note">Agreement with the paper’s ranking of the rows, Kendall’s τ-b (1: the same order, −1: the opposite): ${known
    .map(({ arm, tau, interval, rows }) => {
      const label = arms.find(({ name }) => name === arm)!.label;
      const around =
        interval === undefined
          ? ''
          : ` (${decimal(interval.low, 2)} to ${decimal(interval.high, 2)})`;
      return `${label} ${decimal(tau!, 2)}${around} over ${rows} rows`;
    })
    .join('; ')}.</p>`;
}

/**
 * Everything about one experiment under one protocol.
 *
 * @param resultsFolder the folder of all results as seen from the page, with a slash, or empty
 */
export function experimentSection(section: ExperimentSection, resultsFolder: string): Html {
  const { given, drawings, tuning } = section;
  const { experiment, protocol, report, results } = given;
  const id = sectionId(given);
  const settings = protocolSettings(given);
  const { run, all } = cellCounts(report);
  const hasPaper = paperArms(report).length > 0;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${experiment.title}</h2>
<p class="source">Protocol <b>${protocol}</b>; ${run} of ${all} cells run, ${seedsLabel(results.map(({ config }) => config.training.seed))}. Source: ${experiment.source}.</p>
${claimList(report)}
<h3>${hasPaper ? 'The paper’s numbers beside ours' : 'Our numbers'}</h3>
<p class="note">BLEU; <i>dev</i> is the log-perplexity of the development set. Cells are tinted by their share of the best${hasPaper && ' of the same source, as BLEU on two tasks is not one scale'}. Choose a number of ours to see where it comes from.</p>
${resultsTable(report, (row, arm) => `${id}-${row}-${arm}`)}
${ranking(report)}
${
  tuning === undefined
    ? undefined
    : html`<h3>What was tuned</h3>
${tuningTable(report)}
${drawingFigure(tuning)}`
}<h3>Learning curves</h3>
${curveCharts(given, id)}
${drawings.map(drawingFigure)}<h3>The protocol</h3>
${protocolWords(results).map((paragraph) => html`<p>${paragraph}</p>`)}
<details><summary>As YAML</summary><pre><code>${yamlText(settings)}</code></pre></details>
${dialogs(given, settings, resultsFolder)}
</section>
`;
}
