import { join, parse } from 'node:path';
import {
  buildOptimizer,
  NAMED,
  type OptimizerConfig,
  type Size,
  sizeOfShapes,
  stateSize,
} from 'sublinear-optim';
import type { z } from 'zod';
import { EMPTY_LAYER, type Layer, mergeLayers, valueAt } from '../config/layers.ts';
import { MODEL_SIZES, OWN_SIZE } from '../config/model-sizes.ts';
import { requireFittingOptimizer } from '../config/optimizer-fit.ts';
import { applyOverride } from '../config/overrides.ts';
import { runConfigParts } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { requireVocabulary, vocabularySize } from '../data/vocabulary.ts';
import type { ModelConfig } from '../model/config.ts';
import { parameterShapes } from '../model/parameters.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { loadExperiment, protocolLayer } from './definition.ts';
import { planExperiment } from './plan.ts';

/** Subwords of Tensor2Tensor's English-German problem, `translate_ende_wmt32k`: 2^15. */
export const PAPER_VOCABULARY = 32_768;

/** What one optimiser keeps for one model. */
export type SizedOptimizer = {
  /** Of an experiment's table; empty for an optimiser that is known by its name. */
  readonly row: string;
  readonly label: string;
  readonly parameters: Size;
  readonly state: Size;
};

/** The optimisers' state at one size of model. */
export type SizeTable = {
  readonly size: string;
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly optimizers: readonly SizedOptimizer[];
};

type SizeOptions = {
  /** Of `MODEL_SIZES`, `OWN_SIZE`, or model YAMLs. */
  readonly sizes: readonly string[];
  /**
   * Subwords. Where it is not given, `OWN_SIZE` has as many as the vocabulary of the configuration, and
   * the other sizes have the paper's.
   */
  readonly vocabulary?: number | undefined;
  /** Laid over every model and optimiser, as `--set` gives them. */
  readonly overrides: readonly string[];
};

/** An option as a label has it: `centred`, or `β1 = 0`. */
const inWords = ([option, value]: readonly [string, unknown]): string =>
  value === true ? option : `${option.replace('beta', 'β')} = ${value}`;

/** Every named optimiser, with what its options can turn on and off. */
export const NAMED_OPTIMIZERS: readonly (readonly [label: string, optimizer: OptimizerConfig])[] =
  Object.entries(NAMED).flatMap(([name, { defaults, variants = [] }]) =>
    [{}, ...variants].map(
      (variant) =>
        [
          [name, ...Object.entries(variant).map(inWords)].join(', '),
          { name, factor: 1, ...defaults, ...variant } as OptimizerConfig,
        ] as const,
    ),
  );

function measure(
  row: string,
  label: string,
  optimizer: OptimizerConfig,
  { model, vocabulary }: { readonly model: ModelConfig; readonly vocabulary: number },
): SizedOptimizer {
  requireFittingOptimizer({ optimizer, model });
  const shapes = parameterShapes(model, vocabulary);
  // No state depends on the schedule: any will do.
  const state = stateSize(
    buildOptimizer(optimizer, (step) => step),
    shapes,
  );
  return { row, label, parameters: sizeOfShapes(shapes), state };
}

/** What a size lays over the model of a configuration. */
function sizeLayer(size: string): Layer {
  if (size === OWN_SIZE) return EMPTY_LAYER;
  if (MODEL_SIZES.includes(size)) {
    return loadYaml(join(checkoutFolder, 'configs/models', `${size}.yaml`));
  }
  if (/\.ya?ml$/.test(size)) return loadYaml(size);
  throw new UserError(
    `--sizes ${size}: expected ${MODEL_SIZES.join(', ')}, ${OWN_SIZE} for the model of the ` +
      'configuration itself, or a model YAML such as configs/models/base.yaml',
  );
}

/** The rows of an experiment; where its arms keep different state, each arm of a row. */
function measureExperiment(
  file: string,
  layer: Layer,
  vocabulary: number,
  overrides: readonly string[],
): SizedOptimizer[] {
  const { experiment, runs } = planExperiment(file, { model: layer, overrides });
  return Object.entries(experiment.rows).flatMap(([row, { label, arms: own }]) => {
    const arms = own.map((arm) => {
      const { config } = runs.find(({ cell }) => cell.row === row && cell.arm === arm)!;
      const { optimizer, model } = config;
      const armLabel = experiment.arms[arm]!.label;
      return measure(row, `${label}; ${armLabel}`, optimizer, { model, vocabulary });
    });
    const [first] = arms;
    const alike = arms.every(
      ({ parameters, state }) =>
        parameters.elements === first!.parameters.elements &&
        state.elements === first!.state.elements,
    );
    return alike ? [{ ...first!, label }] : arms;
  });
}

const modelSchema = runConfigParts.pick({ model: true });
const subjectSchema = runConfigParts.pick({ model: true, optimizer: true });

/** `layer` under the overrides, without what the schema does not ask for. */
function select<T extends z.ZodRawShape>(
  schema: z.ZodObject<T>,
  layer: Layer,
  overrides: readonly string[],
  subject: string,
) {
  const { value, origins } = overrides.reduce(applyOverride, layer);
  const asked = Object.entries(value).filter(([key]) => key in schema.shape);
  return validate(schema, { value: Object.fromEntries(asked), origins }, subject);
}

/** The subwords of the vocabulary that a configuration names; the paper's where it names none. */
function ownVocabulary(layer: Layer, overrides: readonly string[]): number {
  const path = valueAt(overrides.reduce(applyOverride, layer).value, ['data', 'vocabulary']);
  if (typeof path !== 'string') return PAPER_VOCABULARY;
  try {
    requireVocabulary(path);
  } catch (error) {
    throw new UserError(
      `--sizes ${OWN_SIZE}: ${(error as Error).message}; or give its number of subwords with --vocabulary`,
    );
  }
  return vocabularySize(path);
}

/**
 * What optimisers keep from step to step, counted from shapes alone, at each size: every named one,
 * then those of a configuration.
 *
 * @param file an experiment, for its rows; a configuration with an optimiser; or nothing
 * @throws UserError for a size or a file that is not there, or is not valid
 */
export function stateSizes(file: string | undefined, options: SizeOptions): SizeTable[] {
  const { overrides } = options;
  const config = file === undefined ? EMPTY_LAYER : loadYaml(file);
  return options.sizes.map((size) => {
    if (size === OWN_SIZE && file === undefined) {
      throw new UserError(`--sizes ${OWN_SIZE}: give a configuration whose model to take`);
    }
    const isExperiment = 'rows' in config.value;
    const layer = sizeLayer(size);
    const base = isExperiment ? protocolLayer(loadExperiment(file!)) : config;
    const vocabulary =
      options.vocabulary ?? (size === OWN_SIZE ? ownVocabulary(base, overrides) : PAPER_VOCABULARY);
    const { model } = select(modelSchema, mergeLayers(base, layer), overrides, file ?? size);
    const named = NAMED_OPTIMIZERS.map(([label, optimizer]) =>
      measure('', label, optimizer, { model, vocabulary }),
    );
    const ofFile = () => {
      if (file === undefined) return [];
      if (isExperiment) return measureExperiment(file, layer, vocabulary, overrides);
      const own = select(subjectSchema, mergeLayers(config, layer), overrides, file);
      const label = parse(file).name;
      return [measure('', label, own.optimizer, { model: own.model, vocabulary })];
    };
    return { size, model, vocabulary, optimizers: [...named, ...ofFile()] };
  });
}
