import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { group } from 'd3-array';
import type { Mapping } from '../../config/layers.ts';
import { owner } from '../../experiment/rows.ts';
import { type StoredResult, seedOf } from '../../experiment/stored-result.ts';
import { checkoutFolder } from '../../platform/checkout.ts';
import { describeSeconds } from '../../platform/duration.ts';
import { DIVERGENCE_CAUSES } from '../../results/divergence-causes.ts';
import type { Computing, RunResult } from '../../results/result.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { without } from '../stats/comparable.ts';
import { armLabel, DASH, whole } from '../tables/text.ts';
import type { CellProvenance, Fact, FolderData, PageData } from './part-data.ts';
import { ownSettings, sharedSettings, yamlText } from './settings.ts';

function statusWords({ status, training: { divergedAt, divergence } }: RunResult): string {
  if (divergedAt === undefined) return status;
  const cause = divergence === undefined ? '' : `: ${DIVERGENCE_CAUSES[divergence.cause]}`;
  return `${status} at step ${whole(divergedAt)}${cause}`;
}

function commits({ commit, earlierCommits = [] }: RunResult['provenance']): string {
  return earlierCommits.length > 0 ? `${commit}, before that ${earlierCommits.join(', ')}` : commit;
}

const computingText = ({ backend, executor }: Computing) =>
  `${backend.device}, ${backend.threads} threads; backend ${backend.name}, ${executor} executor`;

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
    ({ provenance: { earlierParts = [], ...last } }) =>
      [...earlierParts, last].map(computingText).join('; then '),
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

type FactWords = readonly [name: string, values: readonly string[]];

/** The facts that are known of `results`, but for those of the names in `said`. */
function factsOf(results: readonly RunResult[], said: readonly string[] = []): FactWords[] {
  return FACTS.filter(([name]) => !said.includes(name)).flatMap(([name, words]): FactWords[] => {
    const values = results.map((result) => words(result) ?? DASH);
    const [first] = new Set(values).size === 1 ? values : [];
    if (first === DASH) return [];
    return [[name, first === undefined ? values : [first]]];
  });
}

/** The files of the experiments that runs belong to, by their names. */
function filesOf(given: readonly ReportedExperiment[]): ReadonlyMap<string, string> {
  const owners = given.flatMap(({ experiment, runs }) =>
    runs.map(({ result: { cell } }) => owner(experiment, cell!.row, cell!.arm)),
  );
  return new Map(owners.map(({ experiment, file }) => [experiment, basename(file)]));
}

/** How to do runs of the experiment in `file` again, into a folder of their own. */
function againCommand(file: string, protocol: string): string {
  const yaml = `configs/protocols/${protocol}.yaml`;
  // A command that names no protocol would run the experiment's own.
  if (!existsSync(join(checkoutFolder, yaml))) {
    return (
      `There is no ${yaml} to run this under. Each result file has its whole configuration, under ` +
      'config.'
    );
  }
  return [
    `npx sublinear run experiments/${file}`,
    `--protocol ${yaml}`,
    '--only ROW --arms ARM --seeds SEEDS',
    '--results again/results --runs again/runs',
  ].join(' \\\n  ');
}

/** The settings that runs share, but for what rows, arms and seeds are about. */
export function protocolSettings(runs: readonly StoredResult[]): Mapping {
  const common = sharedSettings(runs.map(({ result }) => result.config));
  return [['optimizer'], ['schedule'], ['training', 'seed']].reduce(without, common);
}

/**
 * Where the numbers of every cell come from: what the runs of a folder have in common once, the rest
 * by cell, and each text once.
 *
 * @param root the folder of all results as seen from the page, with a slash, or empty
 */
export function provenanceOf(given: readonly ReportedExperiment[], root: string): PageData {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const placed = (facts: readonly FactWords[]): Fact[] =>
    facts.map(([name, values]) => [placeOf(name), values.map(placeOf)]);
  // A run may be shown in several tables.
  const runs = new Map(given.flatMap((one) => one.runs.map((run) => [run.file, run] as const)));
  const titles = new Map(
    given.flatMap(({ report, runs: own }) =>
      own.map(({ file, result: { cell } }) => {
        const { label } = report.rows.find(({ row }) => row === cell!.row)!;
        return [file, `${cell!.row}, ${armLabel(report, cell!.arm)}: ${label}`] as const;
      }),
    ),
  );
  const files = filesOf(given);
  // By folder, such as `table2/comparison`.
  const byFolder = group(runs.values(), ({ file }) => dirname(file));
  const folders = [...byFolder].map(([folder, all]): [string, FolderData] => {
    const shared = factsOf(all.map(({ result }) => result)).filter(
      ([, values]) => values.length === 1,
    );
    const said = shared.map(([name]) => name);
    const settings = protocolSettings(all);
    const byCell = group(all, ({ result: { cell } }) => `${cell!.row}/${cell!.arm}`);
    const cells = [...byCell].map(([name, own]): [string, CellProvenance] => {
      const results = own.map(({ result }) => result);
      const { training, ...rest } = ownSettings(results[0]!.config, settings);
      const kept = without({ ...rest, training }, ['training', 'seed']);
      return [
        name,
        {
          title: titles.get(own[0]!.file)!,
          seeds: own.map(seedOf),
          facts: placed(factsOf(results, said)),
          own: yamlText(kept),
        },
      ];
    });
    const [experiment, protocol] = folder.split('/') as [string, string];
    const again = againCommand(files.get(experiment)!, protocol);
    return [folder, { shared: placed(shared), again, cells: Object.fromEntries(cells) }];
  });
  return { strings: [...places.keys()], root, folders: Object.fromEntries(folders) };
}
