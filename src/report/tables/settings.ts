import { type WidthRule, widthFactor } from '../../config/step-size.ts';
import { batchTokens } from '../../data/batches.ts';
import type { RunResult } from '../../results/result.ts';

/** What the runs of a table have in common, and what of them differs. */
export type Settings = {
  readonly data: string;
  readonly trainingPairs: number;
  readonly testSentences: number;
  readonly layers: { readonly encoder: number; readonly decoder: number };
  readonly dModel: number;
  readonly parameters: readonly number[];
  readonly steps: readonly number[];
  /** Of a batch, on each side, at most. */
  readonly batchTokens: readonly number[];
  readonly rateMultipliers: readonly number[];
  /** What absolute step sizes are multiplied by, too; absent where no rule does so. */
  readonly widthRule?: { readonly rule: WidthRule; readonly factor: number };
  readonly seeds: readonly number[];
  /** Of BLEU; undefined where every run diverged. */
  readonly signature: string | undefined;
  readonly devices: readonly string[];
  readonly libraries: readonly string[];
  /** What native results were computed with, whose last bits are theirs alone. */
  readonly nativeOn: readonly string[];
  /** The versions of this code that did the runs. */
  readonly commits: readonly string[];
};

const distinct = <T extends number | string>(values: readonly T[]): T[] =>
  [...new Set(values)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** The width rule of `results` and what it comes to; absent where it changes no step of theirs. */
export function widthRuleOf(results: readonly RunResult[]): Pick<Settings, 'widthRule'> {
  const changed = results.find(({ config }) => widthFactor(config) !== 1);
  if (changed === undefined) return {};
  const { config } = changed;
  return { widthRule: { rule: config.training.widthRule!, factor: widthFactor(config) } };
}

/** The instruction sets of a native result. */
function nativeInstructions({ numerics, processor }: RunResult['provenance']['backend']): string[] {
  if (numerics !== 'native') return [];
  return [processor?.instructionSets.join(' ') ?? 'unknown instructions'];
}

/** The settings of `results`, or undefined where there is none. */
export function settingsOf(results: readonly RunResult[]): Settings | undefined {
  const [first] = results;
  if (first === undefined) return undefined;
  const { config, provenance } = first;
  const over = <T extends number | string>(value: (result: RunResult) => T) =>
    distinct(results.map(value));
  return {
    data: provenance.data.name,
    trainingPairs: provenance.data.pairs.train,
    testSentences: provenance.data.pairs.test,
    layers: { encoder: config.model.encoderLayers, decoder: config.model.decoderLayers },
    dModel: config.model.dModel,
    parameters: over(({ parameters }) => parameters),
    // Of the plan: a run that diverged did fewer.
    steps: over((result) => result.config.training.steps),
    batchTokens: over(
      ({ config: { data, training } }) =>
        batchTokens(data.batching) * (training.gradientAccumulation ?? 1),
    ),
    rateMultipliers: over((result) => result.config.training.rateMultiplier),
    ...widthRuleOf(results),
    seeds: over((result) => result.config.training.seed),
    signature: results.find(({ test }) => test !== undefined)?.test?.bleu.signature,
    devices: over((result) => result.provenance.backend.device),
    libraries: over((result) => result.provenance.backend.library),
    nativeOn: distinct(
      results.flatMap(({ provenance: { backend } }) => nativeInstructions(backend)),
    ),
    commits: over((result) => result.provenance.commit),
  };
}
