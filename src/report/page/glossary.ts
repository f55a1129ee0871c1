import { type Html, html } from './html.ts';

/** The words of the page that a reader may not know, in the order in which one needs the other. */
const WORDS: readonly (readonly [string, string])[] = [
  ['row', 'one optimiser, or one with a part added, changed or left out; letters are the paper’s'],
  ['arm', 'how the step size begins: with warm-up or without'],
  ['warm-up', 'a step size that rises from nothing over the first tenth of the steps'],
  ['cell', 'a row in an arm: one run for each seed'],
  ['protocol', 'all that the runs of a table share: model, data, steps, batch, rate, search'],
  ['decay', 'how fast the average of squared gradients forgets, β2'],
  ['factored', 'squared gradients of a matrix kept as means of its rows and columns alone'],
  ['clipped', 'updates scaled down where their root mean square is above a limit'],
  ['relative steps', 'step sizes in proportion to the size of what they change'],
  ['tuning', 'trials of several rates, of which the lowest development log-perplexity wins'],
  ['averaging', 'scores of a mean of the parameters over steps, beside those of the last ones'],
  ['log-perplexity', 'mean negative log-likelihood of a token, in nats; lower is better'],
  [
    'interval',
    'where a difference lies for other seeds and sentences, for all claims of a table at once',
  ],
  ['open', 'a claim that its interval neither confirms nor refutes'],
];

/** What the words of the page mean. */
export function glossary(): Html {
  return html`<section id="words" aria-labelledby="words-title">
<h2 id="words-title">Words</h2>
<dl>
${WORDS.map(
  ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>
`,
)}</dl>
</section>
`;
}
