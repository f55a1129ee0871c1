import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { verdictCounts } from '../verdict-words.ts';
import { countList } from './claims.ts';
import {
  cellCounts,
  type ExperimentSection,
  experimentSection,
  sectionId,
} from './experiment-section.ts';
import { glossary } from './glossary.ts';
import { type Html, html, trustedHtml } from './html.ts';

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

const PAPER_CLAIMS = 'the paper’s claims';
const OWN_COMPARISONS = 'our own comparisons';

function overview(sections: readonly ExperimentSection[]): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="What there is">
<table class="overview">
<thead><tr><th scope="col">experiment</th><th scope="col">protocol</th><th scope="col">run</th><th scope="col">seeds</th><th scope="col">${PAPER_CLAIMS}</th><th scope="col">${OWN_COMPARISONS}</th></tr></thead>
<tbody>
${sections.map(({ given }) => {
  const { experiment, protocol, report, results } = given;
  const { run, all } = cellCounts(report);
  const verdicts = verdictCounts(report.claims);
  const seeds = new Set(results.map(({ config }) => config.training.seed)).size;
  return html`<tr><td><a href="#${sectionId(given)}">${experiment.title}</a></td><td>${protocol}</td><td>${run} of ${all} cells</td><td>${seeds === 1 ? '1 seed' : `up to ${seeds} seeds`}</td><td data-title="${PAPER_CLAIMS}">${countList(verdicts.paper)}</td><td data-title="${OWN_COMPARISONS}">${countList(verdicts.own)}</td></tr>
`;
})}</tbody>
</table>
</div>`;
}

/** The style sheets of the page; small screens and paper overrule what comes before. */
const STYLES = [
  ...['page', 'tables', 'claims', 'charts', 'drawings', 'provenance'],
  ...['phones', 'print'],
];

/**
 * The report as one HTML file that asks for nothing else. The same results give the same bytes.
 *
 * @param sections what there is to show, the most complete first
 * @param resultsFolder the folder of all results as seen from the page, with a slash, or empty
 */
export function renderPage(sections: readonly ExperimentSection[], resultsFolder: string): string {
  const script = bundleScript();
  const style = STYLES.map((name) =>
    readFileSync(`${import.meta.dirname}/style/${name}.css`, 'utf8'),
  ).join('\n');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>sublinear: Adafactor’s comparison, run again</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy(script)}">
<link rel="icon" href="data:,">
<style>
${trustedHtml(style)}</style>
</head>
<body>
<header>
<h1>Does Adafactor match Adam with almost no optimiser memory?</h1>
<p class="lead">The comparison of Shazeer and Stern, <cite>Adafactor: Adaptive Learning Rates with Sublinear Memory Cost</cite> (2018, arXiv 1804.04235), run again by <b>sublinear</b>: what shows, what does not, and how sure that is. <a href="#words">What the words mean.</a></p>
${overview(sections)}
</header>
<nav aria-label="Experiments"><ul>
${sections.map(
  ({
    given,
  }) => html`<li><a href="#${sectionId(given)}">${given.experiment.experiment} <small>${given.protocol}</small></a></li>
`,
)}</ul></nav>
<main>
${sections.map((section) => experimentSection(section, resultsFolder))}${glossary()}</main>
<footer>
<p class="note">Made from the result files by <code>sublinear report</code>; the same files give the same page, byte for byte. How claims are judged is written in <code>experiments/VERDICTS.md</code>. Nothing on this page is asked of any server.</p>
</footer>
<script>${trustedHtml(script)}</script>
</body>
</html>
`;
  return page.html;
}
