import type { TuningReport } from '../choices.ts';
import type { ExperimentReport } from '../experiment-report.ts';
import { type Html, html } from './html.ts';

type TriedNumber = TuningReport['trials'][number];

function trialCell(trial: TriedNumber | undefined, chosen: boolean): Html {
  if (trial === undefined) return html`<td></td>`;
  const { value, logPerplexity, bleu } = trial;
  const outcome = logPerplexity === undefined ? 'diverged' : `dev ${logPerplexity.toFixed(3)}`;
  const score = bleu === undefined ? undefined : `${bleu.toFixed(1)} BLEU`;
  const text = html`${outcome}<small>${score !== undefined && html`<span>${score}</span> `}<span>at ${value}</span></small>`;
  return chosen ? html`<td class="chosen"><strong>${text}</strong></td>` : html`<td>${text}</td>`;
}

/** Where the number with the best BLEU is another than the one that was chosen. */
function betterByBleu({ row, trials, chosen }: TuningReport): string | undefined {
  const scored = trials.flatMap(({ bleu, ...trial }) =>
    bleu === undefined ? [] : [{ ...trial, bleu }],
  );
  const best = scored.toSorted((a, b) => b.bleu - a.bleu)[0];
  const taken = scored.find(({ value }) => value === chosen?.value);
  if (best === undefined || taken === undefined || best.bleu <= taken.bleu) return undefined;
  const gain = (best.bleu - taken.bleu).toFixed(1);
  if (Number(gain) === 0) return undefined;
  return `${row} at ×${best.times}, by ${gain} BLEU (${best.bleu.toFixed(1)} against ${taken.bleu.toFixed(1)})`;
}

/**
 * Every trial of an experiment's rows with what it gave, the chosen one of each row marked, and a
 * sentence on the rows for which BLEU would have chosen otherwise.
 */
export function tuningTable({ title, choices }: ExperimentReport): Html {
  const trials = choices.flatMap((choice) => choice.trials);
  const factors = [...new Set(trials.map(({ times }) => times))].sort((a, b) => a - b);
  const others = choices.map(betterByBleu).filter((text) => text !== undefined);
  const edges = choices.filter(({ atEdge }) => atEdge).map(({ row }) => row);
  return html`<p class="note">Each row’s own number, multiplied by each factor, was tried with one seed. The lowest log-perplexity of the development set at the end was chosen (bold). ${
    others.length > 0 &&
    html`BLEU of the test set would have chosen otherwise: ${others.join('; ')}. `
  }${edges.length > 0 && `Chosen at the edge of the grid: ${edges.join(', ')}.`}</p>
<div class="scroll" role="region" tabindex="0" aria-label="${title}: what was tuned">
<table class="results tuning">
<thead><tr><th scope="col">row</th><th scope="col">number</th>${factors.map((factor) => html`<th scope="col">×${factor}</th>`)}</tr></thead>
<tbody>
${choices.map(
  ({ row, key, trials: own, chosen }) =>
    html`<tr><th scope="row"><b>${row}</b></th><td><code>${key}</code></td>${factors.map(
      (factor) => {
        // Several studies may have tried it: the best of them stands for all.
        const trial = own
          .filter(({ times }) => times === factor)
          .toSorted((a, b) => (a.logPerplexity ?? Infinity) - (b.logPerplexity ?? Infinity))[0];
        return trialCell(trial, trial !== undefined && trial.value === chosen?.value);
      },
    )}</tr>
`,
)}</tbody>
</table>
</div>`;
}
