import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { max } from 'd3-array';
import { buildSync } from 'esbuild';
import type { Experiment } from '../../experiment/definition.ts';
import { axesFigure } from '../figures/axes.ts';
import { type Figure, inlineSvg } from '../figures/figure.ts';
import { html, type Markup, trustedMarkup } from '../figures/markup.ts';
import { memoryFigure } from '../figures/memory-quality.ts';
import { COLORS } from '../figures/palette.ts';
import { rateFigure } from '../figures/rates.ts';
import {
  bestOf,
  ourPanel,
  paperPanel,
  SLOPE_LEGEND,
  slopeData,
  slopeFinding,
  slopePanel,
} from '../figures/slopes.ts';
import { updateSizesFigure } from '../figures/update-sizes.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { answersOf, type Card, type Judged, VERDICT_SIGNS, verdictClass } from './answers.ts';
import { type Campaign, campaignsOf, leadingCampaigns, rateMultipliers } from './campaigns.ts';
import { claimCounts, claimsTable } from './claims-table.ts';
import { explorer } from './explorer.ts';
import { byRateSweep, byStateSizes } from './figure-order.ts';
import { glossary, PAPER, protocolTable, verdictRule } from './method.ts';

/** The page's script, in one piece. */
function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [`${import.meta.dirname}/client/main.ts`],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
  });
  return outputFiles[0]!.text.trim();
}

/** Lets the page run its own script, and ask for nothing. */
function securityPolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
}

/** `value` in millions, or in thousands below that. */
function rough(value: number): string {
  if (value >= 1e7) return `${Math.round(value / 1e6)} M`;
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : `${Math.round(value / 1000)} k`;
}

/** What was run again, at what size, and how much of it. */
function kicker(given: readonly ReportedExperiment[], campaigns: readonly Campaign[]): string {
  const files = new Set(given.flatMap(({ runs }) => runs.map(({ file }) => file)));
  // Experiments that take a tuned row have its trials, too.
  const trials = new Set(
    given.flatMap(({ trials: tried }) =>
      Object.values(tried)
        .flat()
        .map(({ cell, config }) => JSON.stringify([cell, config])),
    ),
  ).size;
  const [size] = campaigns[0]?.main.report.settings?.parameters ?? [];
  const scale =
    size === undefined ? '' : ` at about 1/${Math.round(PAPER.parameters / size)} of its size`;
  return (
    `sublinear · Shazeer & Stern 2018, run again${scale} · ${files.size} runs` +
    `${trials > 0 ? ` and ${trials} trials of rates` : ''}, every number opens its file`
  );
}

/** How small the evidence is, and how much is decided. */
function lead(given: readonly ReportedExperiment[], campaigns: readonly Campaign[]): string {
  const settings = leadingCampaigns(campaigns)[0]?.main.report.settings;
  const [decided, all] = claimCounts(given);
  const size =
    settings === undefined
      ? 'Nothing of the main table is run yet.'
      : `Small-scale evidence: ${settings.parameters.map(rough).join(' or ')} parameters and ` +
        `${settings.steps.map((steps) => steps.toLocaleString('en')).join(' or ')} steps on ` +
        `${settings.data}, where the paper has ${rough(PAPER.parameters)} and ` +
        `${PAPER.steps.toLocaleString('en')} on ${PAPER.data}.`;
  return (
    `${size} ${decided} of ${all} claims are decided; a tick means that the difference should hold ` +
    'for other seeds and sentences.'
  );
}

function verdictChip({ label, verdict, claim, answer }: Judged): Markup {
  return html`<span class="verdict ${verdictClass(verdict)}" data-verdict="${verdict}" data-claim="${claim?.claim}">${VERDICT_SIGNS[verdict].mark} ${answer}, ${label}</span> `;
}

function card({ id, question, judged, sentences }: Card): Markup {
  const first = judged[0]?.verdict ?? 'open';
  return html`<article class="card ${verdictClass(first)}" data-card="${id}"><h2>${question}</h2><p>${judged.length > 0 ? judged.map(verdictChip) : html`<span class="verdict open">? None is decided</span>`}</p>${sentences.map((sentence) => html`<p>${sentence}</p>`)}</article>
`;
}

/** A table of a figure's numbers, closed at first. */
function dataTable({ header, rows }: Figure['data'], title: string): Markup {
  return html`<details class="data"><summary>Data</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}: data"><table><thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

/** A figure with its finding above it, and its data a click away. */
function figureBlock({ title, subtitle, panels, data }: Figure): Markup {
  return html`<figure>
<figcaption><b>${title}.</b> ${subtitle}</figcaption>
<div class="panels">${panels.map((panel) => html`<div class="panel">${inlineSvg(panel)}</div>`)}</div>
${dataTable(data, title)}
</figure>
`;
}

function slopes(campaigns: readonly Campaign[]): Markup | undefined {
  const [first] = campaigns;
  if (first === undefined) return undefined;
  const paper = paperPanel(
    first.main,
    `${rough(PAPER.parameters)} parameters, ${PAPER.steps.toLocaleString('en')} steps`,
  );
  const ours = campaigns.map(({ main, label, protocol }) =>
    ourPanel(main, {
      title: `Ours, ${label}`,
      where: `here at ${label}`,
      explanation: `${main.report.settings!.parameters.map(rough).join(' or ')} parameters; protocol ${protocol}`,
    }),
  );
  const best = max(ours, bestOf);
  const panels = [...(paper === undefined ? [] : [paper]), ...ours];
  return figureBlock({
    title: slopeFinding(panels),
    subtitle: SLOPE_LEGEND,
    columns: panels.length,
    panels: panels.map((panel) => slopePanel(panel, panel === paper ? undefined : best)),
    data: slopeData(panels),
  });
}

function firstFigure(
  given: readonly ReportedExperiment[],
  draw: (one: ReportedExperiment) => Figure | undefined,
): Figure | undefined {
  return given.reduce<Figure | undefined>((found, one) => found ?? draw(one), undefined);
}

/** The style sheet; small screens and paper overrule what comes before. */
const STYLES = ['page', 'claims', 'explorer', 'phones', 'print'];

/** A section with one figure, or how to make its results. */
function figureSection(
  id: string,
  title: string,
  figure: Figure | undefined,
  what: string,
): Markup {
  const body =
    figure === undefined
      ? html`<p class="not-yet">Not run yet: ${what}. <code>make ${id}</code> runs it.</p>
`
      : figureBlock(figure);
  return section(id, title, body);
}

function section(id: string, title: string, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}

function answerBlock(given: readonly ReportedExperiment[], campaigns: readonly Campaign[]): Markup {
  const { headline, isProvisional, cards } = answersOf(campaigns);
  const rates = rateMultipliers(leadingCampaigns(campaigns));
  return html`<p class="kicker">${kicker(given, campaigns)}</p>
<h1>${headline}</h1>
${
  isProvisional &&
  html`<p class="note">Some of these verdicts are provisional: their tables lack runs.</p>
`
}${
  rates.length === 1 &&
  html`<p class="note">At the rate multiplier ${rates[0]}. <a href="#rates">Other rates</a> can give other answers.</p>
`
}<p class="lead">${lead(given, campaigns)}</p>
<div class="cards">${cards.map(card)}</div>
${slopes(campaigns)}`;
}

/** Experiments without results; make knows each by its file, whose name need not be its own. */
function absentWords(absent: readonly KnownExperiment[]): Markup | undefined {
  if (absent.length === 0) return undefined;
  return html`<p class="not-yet">Not run yet: ${absent.map(({ file }, i) => html`${i > 0 && ', '}<code>make ${parse(file).name}</code>`)}.</p>
`;
}

/** An experiment by its name, and its file. */
type KnownExperiment = Pick<Experiment, 'experiment' | 'file'>;

/**
 * The report as one HTML file that asks for nothing else. The same results give the same bytes.
 *
 * @param root the folder of all results
 * @param path where the page is to lie, so that links find the results; in `root` unless given
 * @param known all experiments, so that those without results are named
 */
export function reportPage(
  given: readonly ReportedExperiment[],
  root: string,
  path = join(root, 'report.html'),
  known: readonly KnownExperiment[] = [],
): string {
  const folder = relative(dirname(path), root);
  const campaigns = campaignsOf(given);
  const leading = leadingCampaigns(campaigns);
  const order = [...leading, ...campaigns].flatMap(({ main: table, all }) => [table, ...all]);
  const byRelevance = [...new Set([...order, ...given])];
  const script = bundleScript();
  const colors = COLORS.map((color, i) => `.c${i} { color: ${color}; }`).join('\n');
  const style = STYLES.map((name) =>
    readFileSync(`${import.meta.dirname}/style/${name}.css`, 'utf8'),
  ).join('\n');
  const rates = firstFigure(byRateSweep(byRelevance, leading), rateFigure);
  const memory = firstFigure(byStateSizes(byRelevance, campaigns), memoryFigure);
  const updates = firstFigure(byRelevance, updateSizesFigure);
  const axes = firstFigure(byRelevance, axesFigure);
  const main = leading[0];
  const absent = known.filter(({ experiment }) =>
    given.every((one) => one.experiment.experiment !== experiment),
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>sublinear: Adafactor’s comparison, run again</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy(script)}">
<link rel="icon" href="data:,">
<style>
${trustedMarkup(colors)}
${trustedMarkup(style)}</style>
</head>
<body>
<main>
${answerBlock(given, campaigns)}
${figureSection('rates', 'What the rate does', rates, 'the sweep of rates')}${section(
  'claims',
  'Every claim',
  html`<p class="note">The first cell of a claim minus its second, in BLEU: the paper’s, and ours under each protocol. ✓ reproduced or holds, ✗ not, ? open, – not run. A claim opens to what it rests on.</p>
${claimsTable(
  byRelevance,
  [...leading, ...campaigns].map(({ protocol }) => protocol),
)}${absentWords(absent)}`,
)}${figureSection('memory', 'What memory buys', memory, 'memory beside quality')}${updates && section('updates', 'Figure 1: the size of updates', figureBlock(updates))}${axes && section('axes', 'Which mean represents the second moment', figureBlock(axes))}${section(
  'explore',
  'Every table, curve and run',
  explorer(byRelevance, folder === '' ? '' : `${folder}/`),
)}${section(
  'method',
  'How sure, and how made',
  html`${main && html`${verdictRule(main.main)}${protocolTable(main.main, main.label)}`}<p>BLEU of different data is not comparable; only how rows stand to rows is. Seeds change neither the corpus nor the model nor the budget: a verdict is about one protocol. Three failures of three do not exclude that a fourth run trains.</p>
<p>The whole rule and what was known when it was written: <code>experiments/VERDICTS.md</code>. Made from the result files by <code>sublinear report --format html</code>: the same files give the same page, byte for byte. Cite the paper as Shazeer, N. and Stern, M. (2018), <cite>Adafactor: Adaptive Learning Rates with Sublinear Memory Cost</cite>, arXiv 1804.04235; cite this as <code>CITATION.cff</code> says.</p>
${glossary()}`,
)}</main>
<script>${trustedMarkup(script)}</script>
</body>
</html>
`.html;
}
