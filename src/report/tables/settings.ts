import { sort } from 'd3-array';
import { widthFactor } from '../../config/step-size.ts';
import { batchTokens } from '../../data/batches.ts';
import type { Computing, RunResult } from '../../results/result.ts';

/** The different ones of `values`, rising. */
const distinct = <T extends number | string>(values: readonly T[]): T[] => sort(new Set(values));

/** The instruction sets of a native result. */
function nativeInstructions({ numerics, processor }: Computing['backend']): string[] {
  if (numerics !== 'native') return [];
  return [processor?.instructionSets.join(' ') ?? 'unknown instructions'];
}

/** What the runs of a table have in common, and what of them differs. */
export type Settings = NonNullable<ReturnType<typeof settingsOf>>;

/** The settings of `results`, or undefined where there is none. */
export function settingsOf(results: readonly RunResult[]) {
  const [first] = results;
  if (first === undefined) return undefined;
  const { config, provenance } = first;
  const over = <T extends number | string>(value: (result: RunResult) => T) =>
    distinct(results.map(value));
  const widened = results.map((result) => result.config).find((each) => widthFactor(each) !== 1);
  return {
    data: provenance.data.name,
    trainingPairs: provenance.data.pairs.train,
    testSentences: provenance.data.pairs.test,
    layers: { encoder: config.model.encoderLayers, decoder: config.model.decoderLayers },
    dModel: config.model.dModel,
    parameters: over(({ parameters }) => parameters),
    /** Of the plan: a run that diverged did fewer. */
    steps: over((result) => result.config.training.steps),
    /** Of a batch, on each side, at most. */
    batchTokens: over(
      ({ config: { data, training } }) =>
        batchTokens(data.batching) * (training.gradientAccumulation ?? 1),
    ),
    rateMultipliers: over((result) => result.config.training.rateMultiplier),
    /** What absolute step sizes are multiplied by, too; undefined where no rule changes them. */
    widthRule: widened && { rule: widened.training.widthRule!, factor: widthFactor(widened) },
    seeds: over((result) => result.config.training.seed),
    /** Of BLEU; undefined where every run diverged. */
    signature: results.find(({ test }) => test !== undefined)?.test?.bleu.signature,
    devices: over((result) => result.provenance.backend.device),
    libraries: over((result) => result.provenance.backend.library),
    /** The instruction sets of native results, whose last bits are theirs alone. */
    nativeOn: distinct(
      results.flatMap(({ provenance: { backend, earlierParts = [] } }) =>
        [backend, ...earlierParts.map((part) => part.backend)].flatMap(nativeInstructions),
      ),
    ),
    /** The versions of this code that did the runs. */
    commits: over((result) => result.provenance.commit),
  };
}
