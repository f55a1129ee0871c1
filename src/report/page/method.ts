import { extent } from 'd3-array';
import type { RunConfig } from '../../config/run-config.ts';
import { html, type Markup } from '../figures/markup.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { cellsOf } from '../stats/cells.ts';
import { MARGIN_PART } from '../stats/verdict.ts';
import type { Settings } from '../tables/settings.ts';
import { whole } from '../tables/text.ts';

/** The paper's protocol; see `SETTINGS` for its model, whose parameters these are. */
export const PAPER = {
  parameters: 61_000_000,
  steps: 100_000,
  data: 'WMT14 English-German',
} as const;

type Words = (config: RunConfig, settings: Settings) => string;

/** The settings of the two protocols, and the paper's side of them. */
const SETTINGS: readonly (readonly [name: string, paper: string, ours: Words])[] = [
  [
    'Model',
    `d 512, feed-forward 2,048, 8 heads, 6 + 6 layers; ${PAPER.parameters / 1e6} M parameters`,
    ({ model }, { parameters }) =>
      `d ${model.dModel}, feed-forward ${whole(model.dFeedForward)}, ${model.heads} heads, ` +
      `${model.encoderLayers} + ${model.decoderLayers} layers; ` +
      `${parameters.map(whole).join(' or ')} parameters`,
  ],
  [
    'Data',
    `${PAPER.data}; newstest2013`,
    (_, { data, trainingPairs, testSentences }) =>
      `${data}: ${whole(trainingPairs)} sentence pairs; ${whole(testSentences)} test sentences`,
  ],
  [
    'Length',
    `${whole(PAPER.steps)} steps; warm-up to step ${whole(PAPER.steps / 10)}`,
    (_, { steps }) => `${steps.map(whole).join(' or ')} steps; warm-up over their first tenth`,
  ],
  [
    'Batch',
    'about 4,096 tokens a side',
    (_, { batchTokens }) => `about ${batchTokens.map(whole).join(' or ')} tokens a side`,
  ],
  [
    'Rate',
    'as printed',
    (_, { rateMultipliers, widthRule }) =>
      `times ${rateMultipliers.join(' or ')}` +
      (widthRule === undefined ? '' : `; absolute steps also times ${widthRule.rule}`),
  ],
  [
    'Search',
    'beam of 4, length penalty 0.6',
    ({ evaluation: { search } }) =>
      search.kind === 'beam'
        ? `beam of ${search.beamSize}, length penalty ${search.alpha}`
        : 'greedy',
  ],
];

/** How many runs the cells have that have any. */
function runsText({ report }: ReportedExperiment): string {
  const counts = cellsOf(report).map(({ cell }) => cell.runs.length);
  const [least, most] = extent(counts.filter((count) => count > 0));
  return least === most ? `${most}` : `${least} to ${most}, one a seed`;
}

export function protocolTable(given: ReportedExperiment, label: string): Markup {
  const { config } = given.runs[0]!.result;
  const settings = SETTINGS.map(([name, paper, ours]) => [
    name,
    paper,
    ours(config, given.report.settings!),
  ]);
  const lines = [...settings, ['Runs a cell', 'one', runsText(given)]];
  return html`<div class="scroll" role="region" tabindex="0" aria-label="The protocol beside the paper’s"><table class="protocol"><thead><tr><th scope="col">setting</th><th scope="col">the paper</th><th scope="col">ours, ${label}</th></tr></thead><tbody>${lines.map(
    ([name, paper, ours]) =>
      html`<tr><th scope="row">${name}</th><td>${paper}</td><td>${ours}</td></tr>`,
  )}</tbody></table></div>
`;
}

export function verdictRule({ report: { rule } }: ReportedExperiment): Markup {
  return html`<p>A claim compares two cells of a table. Differences are taken between runs of the same seed, which share initial parameters, the order of the data and dropout. Their interval covers other seeds and other test sentences; all intervals of a table hold at once with a probability of ${100 * (1 - rule.alpha)}%. A difference counts from ${100 * MARGIN_PART}% of the best score on. BLEU decides, and where it cannot, the log-perplexity of the development set; a claim that both leave undecided is open.</p>
`;
}

/** The words that a reader may not know. */
const WORDS: readonly (readonly [string, string])[] = [
  ['warm-up', 'a step size that rises from nothing over the first tenth of the steps'],
  [
    'row, arm, cell',
    'an optimiser; how its step size begins; one in the other, a run for each seed',
  ],
  ['protocol', 'all that the runs of a table share: model, data, steps, batch, rate, search'],
  ['momentum', 'steps along an average of past gradients'],
  ['decay', 'how fast the average of squared gradients forgets, β2'],
  ['factored', 'squared gradients of a matrix kept as the means of its rows and columns'],
  ['clipped', 'updates scaled down where their root mean square is above a limit'],
  ['relative steps', 'step sizes in proportion to the size of what they change'],
  ['log-perplexity', 'mean negative log-likelihood of a token, in nats; lower is better'],
];

export function glossary(): Markup {
  return html`<details class="words"><summary>What the words mean</summary><dl>${WORDS.map(
    ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`,
  )}</dl></details>
`;
}
