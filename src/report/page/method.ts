import { html, type Markup } from '../figures/markup.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { MARGIN_PART } from '../stats/verdict.ts';
import { whole } from '../tables/text.ts';

/** The paper's protocol. Parameters are those of its model: d 512, 6 + 6 layers, 32k shared subwords. */
export const PAPER = {
  parameters: 61_000_000,
  steps: 100_000,
  data: 'WMT14 English-German',
} as const;

type Words = (given: ReportedExperiment) => string | undefined;

const configOf = ({ runs }: ReportedExperiment) => runs[0]!.result.config;

/** What is compared of the two protocols, and the paper's side of it. */
const SETTINGS: readonly (readonly [string, string, Words])[] = [
  [
    'Model',
    'd 512, feed-forward 2,048, 8 heads, 6 + 6 layers; 61 M parameters',
    (given) => {
      const { model } = configOf(given);
      const { parameters } = given.report.settings!;
      return (
        `d ${model.dModel}, feed-forward ${whole(model.dFeedForward)}, ${model.heads} heads, ` +
        `${model.encoderLayers} + ${model.decoderLayers} layers; ` +
        `${parameters.map(whole).join(' or ')} parameters`
      );
    },
  ],
  [
    'Data',
    'WMT14 English-German; newstest2013',
    ({ report: { settings } }) =>
      `${settings!.data}: ${whole(settings!.trainingPairs)} sentence pairs; ` +
      `${whole(settings!.testSentences)} test sentences`,
  ],
  [
    'Length',
    '100,000 steps; warm-up to step 10,000',
    ({ report: { settings } }) =>
      `${settings!.steps.map(whole).join(' or ')} steps; warm-up over their first tenth`,
  ],
  [
    'Batch',
    'about 4,096 tokens a side',
    ({ report: { settings } }) =>
      `about ${settings!.batchTokens.map(whole).join(' or ')} tokens a side`,
  ],
  [
    'Rate',
    'as printed',
    ({ report: { settings } }) =>
      `times ${settings!.rateMultipliers.join(' or ')}` +
      (settings!.widthRule === undefined
        ? ''
        : `; absolute steps also times ${settings!.widthRule.rule}`),
  ],
  [
    'Search',
    'beam of 4, length penalty 0.6',
    (given) => {
      const { search } = configOf(given).evaluation;
      return search.kind === 'beam'
        ? `beam of ${search.beamSize}, length penalty ${search.alpha}`
        : 'greedy';
    },
  ],
  [
    'Runs a cell',
    'one',
    ({ report: { rows } }) => {
      const counts = rows.flatMap(({ cells }) =>
        Object.values(cells).flatMap(({ runs }) => (runs.length === 0 ? [] : [runs.length])),
      );
      const [least, most] = [Math.min(...counts), Math.max(...counts)];
      return least === most ? `${most}` : `${least} to ${most}, one a seed`;
    },
  ],
];

/** The protocol beside the paper's. */
export function protocolTable(given: ReportedExperiment, label: string): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="The protocol beside the paper’s"><table class="protocol"><thead><tr><th scope="col">setting</th><th scope="col">the paper</th><th scope="col">ours, ${label}</th></tr></thead><tbody>${SETTINGS.map(
    ([name, paper, words]) =>
      html`<tr><th scope="row">${name}</th><td>${paper}</td><td>${words(given)}</td></tr>`,
  )}</tbody></table></div>
`;
}

/** How verdicts come about, in short. */
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

/** What the words of the page mean. */
export function glossary(): Markup {
  return html`<details class="words"><summary>What the words mean</summary><dl>${WORDS.map(
    ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`,
  )}</dl></details>
`;
}
