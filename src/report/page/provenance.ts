import type { Mapping } from '../../config/layers.ts';
import { DIVERGENCE_CAUSES } from '../../results/divergence-causes.ts';
import type { RunResult } from '../../results/result.ts';
import { ownSettings } from '../shared-config.ts';
import { DASH, whole } from '../text.ts';
import { yamlText } from '../yaml-text.ts';
import { type Html, html } from './html.ts';

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function statusWords({ status, training }: RunResult): string {
  return training.divergedAt === undefined
    ? status
    : `${status} at step ${whole(training.divergedAt)}${causeWords(training)}`;
}

function causeWords({ divergence }: RunResult['training']): string {
  return divergence === undefined ? '' : `: ${DIVERGENCE_CAUSES[divergence.cause]}`;
}

function unigramWords({ unigram }: RunResult): string | undefined {
  if (unigram === undefined) return undefined;
  const end = unigram.atEnd ? 'the run ends no better' : 'the run ends better';
  return `log-perplexity ${unigram.logPerplexity.toFixed(4)}; ${end}`;
}

/** What is said of each run, in words. */
const FACTS: readonly (readonly [string, (result: RunResult) => string | undefined])[] = [
  ['Status', statusWords],
  ['BLEU, test set', ({ test }) => test?.bleu.score.toFixed(2)],
  ['Log-perplexity, dev', ({ dev }) => dev.at(-1)?.logPerplexity.toFixed(4)],
  ['Subword frequencies alone', unigramWords],
  ['BLEU signature', ({ test }) => test?.bleu.signature],
  [
    'Steps and tokens',
    ({ training }) =>
      `${whole(training.steps)} steps, ${whole(training.sourceTokens)} source and ` +
      `${whole(training.targetTokens)} target tokens`,
  ],
  [
    'Time',
    ({ timing }) =>
      `${duration(timing.trainingSeconds)} of training steps, ` +
      `${whole(timing.tokensPerSecond)} tokens/s` +
      (timing.testSeconds === undefined ? '' : `; ${duration(timing.testSeconds)} of translation`),
  ],
  ['Finished', ({ timing }) => `${timing.finishedAt.slice(0, 16).replace('T', ' ')} UTC`],
  [
    'Optimiser state',
    ({ optimizerState, parameters }) =>
      `${whole(optimizerState.bytes)} bytes for ${whole(parameters)} parameters`,
  ],
  ['Peak memory', ({ timing }) => `${whole(timing.peakMemoryBytes)} bytes`],
  ['Code', ({ provenance }) => `version ${provenance.version}, commit ${commits(provenance)}`],
  [
    'Device',
    ({ provenance: { backend, executor } }) =>
      `${backend.device}, ${backend.threads} ${backend.threads === 1 ? 'thread' : 'threads'}; ` +
      `backend ${backend.name}, ${executor} executor`,
  ],
  [
    'Libraries',
    ({ provenance: { backend, node } }) =>
      `${backend.library}, TensorFlow.js ${backend.tfjs}, Node ${node}`,
  ],
  ['Data', ({ provenance: { data } }) => data.name],
  ...(['train', 'dev', 'test'] as const).map(
    (split) =>
      [
        `Data, ${split}`,
        ({ provenance: { data } }: RunResult) =>
          `${whole(data.pairs[split])} pairs, SHA-256 ${data.checksums[split]}`,
      ] as const,
  ),
  [
    'Vocabulary',
    ({ provenance: { vocabulary } }) =>
      `${whole(vocabulary.size)} subwords, SHA-256 ${vocabulary.checksum}`,
  ],
];

function commits({ commit, earlierCommits = [] }: RunResult['provenance']): string {
  return earlierCommits.length > 0 ? `${commit}, before that ${earlierCommits.join(', ')}` : commit;
}

function factRow(
  name: string,
  of: (result: RunResult) => string | undefined,
  results: readonly RunResult[],
): Html | undefined {
  const values = results.map((result) => of(result) ?? DASH);
  if (values.every((value) => value === DASH)) return undefined;
  const same = values.every((value) => value === values[0]);
  return html`<dt>${name}</dt>${
    same
      ? html`<dd>${values[0]}</dd>`
      : results.map(
          ({ config }, index) =>
            html`<dd><span class="seed">seed ${config.training.seed}</span> ${values[index]}</dd>`,
        )
  }
`;
}

/** What a cell's numbers come from. */
export type CellProvenance = {
  /** The element's own identifier, which the buttons of the table name. */
  readonly id: string;
  readonly title: string;
  readonly label: string;
  /** The runs of the cell, one a seed. */
  readonly results: readonly RunResult[];
  /** The settings that all runs of the experiment share. */
  readonly shared: Mapping;
  /** How to do these runs again. */
  readonly again: Html;
  /** Where the result files lie, as seen from the page. */
  readonly files: readonly string[];
};

/** Where the numbers of a cell come from, in a dialog that is closed at first. */
export function provenanceDialog(cell: CellProvenance): Html {
  const { id, title, label, results, shared, again, files } = cell;
  const own = ownSettings(results[0]!.config, shared);
  return html`<dialog popover id="${id}" aria-labelledby="${id}-title">
<header><h4 id="${id}-title">${title} <small>${label}</small></h4><button type="button" popovertarget="${id}" popovertargetaction="hide" aria-label="Close" autofocus>×</button></header>
<dl>${FACTS.map(([name, of]) => factRow(name, of, results))}<dt>Result files</dt>${files.map(
    (file) => html`<dd><a href="${file}">${file}</a></dd>`,
  )}</dl>
<h5>Settings of its own</h5>
<pre><code>${yamlText(own)}</code></pre>
<h5>Do it again</h5>
${again}
</dialog>
`;
}
