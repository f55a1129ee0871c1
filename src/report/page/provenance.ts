import type { Mapping } from '../../config/layers.ts';
import { describeSeconds } from '../../duration.ts';
import { DIVERGENCE_CAUSES } from '../../results/divergence-causes.ts';
import type { RunResult } from '../../results/result.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { whole } from '../tables/text.ts';
import type { CellProvenance, ExperimentProvenance, Fact } from './part-data.ts';
import { ownSettings } from './shared-config.ts';
import { yamlText } from './yaml-text.ts';

function statusWords({ status, training: { divergedAt, divergence } }: RunResult): string {
  if (divergedAt === undefined) return status;
  const cause = divergence === undefined ? '' : `: ${DIVERGENCE_CAUSES[divergence.cause]}`;
  return `${status} at step ${whole(divergedAt)}${cause}`;
}

function commits({ commit, earlierCommits = [] }: RunResult['provenance']): string {
  return earlierCommits.length > 0 ? `${commit}, before that ${earlierCommits.join(', ')}` : commit;
}

type Words = (result: RunResult) => string | undefined;

/** What is said of each run. */
const FACTS: readonly (readonly [string, Words])[] = [
  ['Status', statusWords],
  ['BLEU, test set', ({ test }) => test?.bleu.score.toFixed(2)],
  ['Log-perplexity, dev', ({ dev }) => dev.at(-1)?.logPerplexity.toFixed(4)],
  ['Subword frequencies alone', ({ unigram }) => unigram?.logPerplexity.toFixed(4)],
  ['BLEU signature', ({ test }) => test?.bleu.signature],
  [
    'Steps and tokens',
    ({ training }) =>
      `${whole(training.steps)} steps, ${whole(training.sourceTokens)} source and ` +
      `${whole(training.targetTokens)} target tokens`,
  ],
  ['Training steps took', ({ timing }) => describeSeconds(timing.trainingSeconds)],
  ['Finished', ({ timing }) => `${timing.finishedAt.slice(0, 16).replace('T', ' ')} UTC`],
  ['Optimiser state', ({ optimizerState: { bytes } }) => `${whole(bytes)} bytes`],
  ['Parameters', ({ parameters }) => whole(parameters)],
  ['Code', ({ provenance }) => `version ${provenance.version}, commit ${commits(provenance)}`],
  [
    'Device',
    ({ provenance: { backend, executor } }) =>
      `${backend.device}, ${backend.threads} threads; backend ${backend.name}, ${executor} executor`,
  ],
  [
    'Libraries',
    ({ provenance: { backend, node } }) =>
      `${backend.library}, TensorFlow.js ${backend.tfjs}, Node ${node}`,
  ],
  ['Data', ({ provenance: { data } }) => data.name],
  ...(['train', 'dev', 'test'] as const).map((split): readonly [string, Words] => [
    `Data, ${split}`,
    ({ provenance: { data } }) =>
      `${whole(data.pairs[split])} pairs, SHA-256 ${data.checksums[split]}`,
  ]),
  [
    'Vocabulary',
    ({ provenance: { vocabulary } }) =>
      `${whole(vocabulary.size)} subwords, SHA-256 ${vocabulary.checksum}`,
  ],
];

/** The facts that are known of `results`, but for those of the names in `said`. */
function factsOf(results: readonly RunResult[], said: ReadonlySet<string> = new Set()): Fact[] {
  return FACTS.filter(([name]) => !said.has(name)).flatMap(([name, words]): Fact[] => {
    const values = results.map((result) => words(result) ?? '–');
    if (values.every((value) => value === '–')) return [];
    return [[name, values.every((value) => value === values[0]) ? [values[0]!] : values]];
  });
}

/**
 * Where the numbers of every cell come from: what all runs have in common once, the rest by cell.
 *
 * @param shared the settings that all runs of the experiment share
 * @param resultsFolder the folder of all results as seen from the page, with a slash, or empty
 */
export function provenanceOf(
  { report, runs }: ReportedExperiment,
  shared: Mapping,
  resultsFolder: string,
): ExperimentProvenance {
  const all = factsOf(runs.map(({ result }) => result)).filter(([, values]) => values.length === 1);
  const said = new Set(all.map(([name]) => name));
  const cells = report.rows.flatMap(({ row, label }) =>
    report.arms.flatMap((arm): [string, CellProvenance][] => {
      const own = runs.filter(
        ({ result: { cell } }) => cell!.row === row && cell!.arm === arm.name,
      );
      if (own.length === 0) return [];
      const results = own.map(({ result }) => result);
      return [
        [
          `${row}/${arm.name}`,
          {
            title: `${row}, ${arm.label}`,
            label,
            seeds: results.map(({ config }) => config.training.seed),
            facts: factsOf(results, said),
            files: own.map(({ file }) => `${resultsFolder}${file}`),
            own: yamlText(ownSettings(results[0]!.config, shared)),
          },
        ],
      ];
    }),
  );
  return { shared: all, cells: Object.fromEntries(cells) };
}
