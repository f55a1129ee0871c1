import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type TensorTree, underPrefix, withPrefix } from 'sublinear-optim';
import { z } from 'zod';
import type { AverageKind } from '../config/averages.ts';
import { firstDifference } from '../config/first-difference.ts';
import { readJson } from '../config/json-file.ts';
import { type RunConfig, runConfigSchema } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { searchLengths } from '../data/batches.ts';
import { encodeSource } from '../data/source-text.ts';
import { loadVocabulary } from '../data/vocabulary.ts';
import type { Executor } from '../executor/executor.ts';
import { UserError } from '../platform/errors.ts';
import { AVERAGES, averageKinds } from './averages.ts';
import { bestPoint } from './record.ts';
import { checkpointFolder, readTraining, withoutLimits } from './resume.ts';
import { PARAMETERS } from './step.ts';
import { createTranslator, decoded, isCut } from './translator.ts';

/** Which of a run's parameters: the last, those with the best development score, or an average. */
export type ParameterChoice = 'last' | 'best' | AverageKind;

const REMEDY = 'start the training again, which writes it anew';

function chosenParameters(
  folder: string,
  choice: ParameterChoice,
  config: RunConfig,
  last: ReturnType<typeof readTraining>,
) {
  const kinds = averageKinds(config.averaging ?? {});
  if (choice !== 'last' && choice !== 'best' && !kinds.includes(choice)) {
    throw new UserError(
      `${folder} has no average "${choice}"; it has ${['last', 'best', ...kinds].join(', ')}`,
    );
  }
  const { record, state } =
    choice === 'best'
      ? readTraining(checkpointFolder(folder), bestPoint(last.record.dev)?.step, [PARAMETERS])
      : last;
  return { step: record.step, parameters: underPrefix(statePrefix(choice), state) };
}

/** Where in a state the parameters of a choice are. */
const statePrefix = (choice: ParameterChoice): string =>
  choice === 'last' || choice === 'best' ? PARAMETERS : `${AVERAGES}/${choice}`;

/** The inputs of training that a checkpoint names. */
const inputsSchema = z.object({
  config: z.unknown(),
  vocabulary: z.object({ checksum: z.string() }),
});

/** @throws UserError where `config`, in `file`, is not what the run was trained with */
function requireSameConfig(file: string, config: RunConfig, trained: unknown): void {
  const given: unknown = JSON.parse(JSON.stringify(withoutLimits(config)));
  if (isDeepStrictEqual(trained, given)) return;
  throw new UserError(
    `${file} is not what the run was trained with: ${firstDifference(trained, given)}; ${REMEDY}`,
  );
}

/** @throws UserError where the vocabulary in `path` is not the one that the run was trained with */
function requireSameVocabulary(path: string, checksum: string, trained: string): void {
  if (trained === checksum) return;
  throw new UserError(
    `${path} is not the vocabulary that the run was trained with: its sha256 is ${checksum}, and ` +
      `that one's was ${trained}; put that one back`,
  );
}

/**
 * Loads the model that the run in `folder` has trained, finished or not.
 *
 * @throws UserError where the folder holds no run, no such parameters, or damaged ones
 */
export async function loadTrainedModel(folder: string, choice: ParameterChoice) {
  const file = join(folder, 'config.json');
  if (!existsSync(file)) {
    throw new UserError(
      `${folder}: no config.json there; give the folder of a run, such as runs/demo-adam`,
    );
  }
  const layer = readJson(file, REMEDY);
  const config = validate(runConfigSchema, layer, file, REMEDY);
  // The optimiser's part, up to twice the parameters, is not read; nor are parameters beside the best.
  const wanted = choice === 'best' ? [] : [statePrefix(choice)];
  const last = readTraining(checkpointFolder(folder), undefined, wanted);
  const trained = inputsSchema.parse(last.inputs);
  // Another configuration or vocabulary would translate too, only wrongly. This comes before anything
  // that the configuration names is looked for.
  requireSameConfig(file, config, trained.config);
  const path = config.data.vocabulary;
  const vocabulary = await loadVocabulary(path);
  requireSameVocabulary(path, vocabulary.checksum, trained.vocabulary.checksum);
  return { config, vocabulary, ...chosenParameters(folder, choice, config, last) };
}

type TrainedModel = Awaited<ReturnType<typeof loadTrainedModel>>;

/** The state of an executor that translates with `model`. */
export function translatorState({ parameters }: TrainedModel): TensorTree {
  return withPrefix(PARAMETERS, parameters);
}

/** Lines whose translations come together: enough of them to be put with others of their length. */
const LINES_IN_PART = 1024;

/**
 * Prepares to translate `lines`, a sentence each, with an executor whose state is
 * `translatorState(model)`. The translation of a blank line is blank.
 *
 * @returns `cut`, the lines longer than `LONGEST_SOURCE`, counted from 1, of which only the beginning
 *   is translated; and `parts`, which gives the translations in the order of the lines, some at a time
 */
export function translateText(
  executor: Executor,
  { config, vocabulary }: TrainedModel,
  lines: readonly string[],
  search: RunConfig['evaluation']['search'] = config.evaluation.search,
) {
  const sources = lines.map((line) => encodeSource(vocabulary, line));
  const parts = Array.from({ length: Math.ceil(sources.length / LINES_IN_PART) }, (_, part) =>
    sources.slice(part * LINES_IN_PART, (part + 1) * LINES_IN_PART),
  );
  const { sentences } = search;
  const options = { search, sentences, lengths: searchLengths(config.data.batching) };
  // All of them before the first is translated: each new shape begins a new session.
  const translations = parts.map(createTranslator(executor, config.model, vocabulary, options));
  return {
    cut: [...sources.entries()]
      .filter(([, ids]) => isCut(ids))
      .map(([i, ids]) => ({ line: i + 1, tokens: ids.length + 1 })),
    parts: async function* (): AsyncGenerator<string[]> {
      for (const translate of translations) {
        yield (await translate()).map((ids) => decoded(vocabulary, ids));
      }
    },
  };
}
