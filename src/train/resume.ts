import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Logger } from 'pino';
import {
  buildOptimizer,
  initialState,
  mapTree,
  type TensorTree,
  withPrefix,
} from 'sublinear-optim';
import { z } from 'zod';
import { DamagedFile, type HostTensor } from '../checkpoint/safetensors.ts';
import {
  type Checkpoint,
  checkpointPath,
  checkpointSteps,
  newestCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  removeAllCheckpoints,
  writeCheckpoint,
} from '../checkpoint/store.ts';
import { firstDifference } from '../config/first-difference.ts';
import type { RunConfig } from '../config/run-config.ts';
import { runSchedule } from '../config/step-size.ts';
import type { Executor } from '../executor/executor.ts';
import { UserError } from '../platform/errors.ts';
import { codeCommit } from '../results/provenance.ts';
import { type Computing, computingSchema } from '../results/result.ts';
import { ownResultPath, removeResult } from '../results/store.ts';
import { removeEvents } from '../tensorboard/event-file.ts';
import { initialAverages } from './averages.ts';
import { measuringState } from './measuring.ts';
import { bestPoint, START, type TrainingRecord, trainingRecordSchema } from './record.ts';
import type { RunOptions } from './run-options.ts';
import { STATE_PREFIXES, trainingState } from './step.ts';
import type { Task } from './task.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

/** The text in a checkpoint beside its tensors, each part as JSON. */
const metadataSchema = z.strictObject({
  training: json.pipe(trainingRecordSchema),
  inputs: json,
  commits: json.pipe(z.array(z.string())),
  /** Checkpoints from before this was kept have none. */
  parts: json.pipe(z.array(computingSchema)).optional(),
});

/** What must be the same for training to go on: everything that its numbers follow from. */
type TrainingInputs = { readonly config: RunConfig } & Task['provenance'];

/** `config` without the limits of training: a run may go on to another end than it had. */
export function withoutLimits(config: RunConfig): RunConfig {
  const { stopAt: _, ...training } = config.training;
  return { ...config, training };
}

/** Training as a checkpoint holds it. */
type SavedTraining = {
  readonly record: TrainingRecord;
  /** The whole state of an executor. */
  readonly state: TensorTree;
  /** The commits of the code that made it, each once, the last one last. */
  readonly commits: readonly string[];
  /** What it was computed with, each once, the first one first; absent where older ones have none. */
  readonly parts?: readonly Computing[] | undefined;
  /** What it was trained on and how, as JSON: `TrainingInputs`. */
  readonly inputs: unknown;
};

export function checkpointFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints');
}

/** Removes the checkpoints of `folder` but for the last `keep` and the best of `record`. */
function pruneTraining(folder: string, record: TrainingRecord, keep: number): void {
  const best = bestPoint(record.dev);
  pruneCheckpoints(folder, {
    reached: record.step,
    last: keep,
    steps: best === undefined ? [] : [best.step],
  });
}

/**
 * Writes a checkpoint of the executor's state and `record`, and removes the checkpoints before it,
 * but for the last `keep` and the one with the best development score.
 */
export async function saveTraining(
  folder: string,
  executor: Executor,
  record: TrainingRecord,
  { inputs, commits, parts }: Pick<StartingPoint, 'inputs' | 'commits' | 'parts'>,
  keep: number,
): Promise<void> {
  const state: TensorTree = Object.assign(
    {},
    ...STATE_PREFIXES.map((prefix) => withPrefix(prefix, executor.read(prefix))),
  );
  const tensors: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(state)) {
    const values = (await tensor.data()) as Float32Array | Int32Array;
    tensors[name] = { shape: tensor.shape, values };
  }
  const metadata = {
    training: JSON.stringify(record),
    inputs: JSON.stringify(inputs),
    commits: JSON.stringify(commits),
    parts: JSON.stringify(parts),
  };
  writeCheckpoint(folder, { step: record.step, tensors, metadata });
  tf.dispose(state);
  pruneTraining(folder, record, keep);
}

type Metadata = z.infer<typeof metadataSchema>;

function parseMetadata(folder: string, { step, metadata }: Checkpoint): Metadata {
  const parsed = metadataSchema.safeParse(metadata);
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${checkpointPath(folder, step)}: was written by another version of this program ` +
      `(${z.prettifyError(parsed.error)}); go on with that version, or begin anew: --no-resume`,
  );
}

function fromCheckpoint({ training, ...rest }: Metadata, { tensors }: Checkpoint): SavedTraining {
  return {
    ...rest,
    record: training,
    state: mapTree(tensors, ({ shape, values }) =>
      tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
    ),
  };
}

function requireSameInputs(folder: string, then: unknown, inputs: TrainingInputs): void {
  const now = JSON.parse(JSON.stringify(inputs));
  if (isDeepStrictEqual(then, now)) return;
  throw new UserError(
    `${folder} holds the checkpoints of another run: ${firstDifference(then, now)}; give this one ` +
      'another --folder, or --no-resume to begin anew and lose them',
  );
}

/**
 * The training that `folder` holds, of the newest checkpoint or of `step`. No older checkpoint takes
 * the place of a damaged one here: its parameters would pass for the other's.
 *
 * @param prefixes which parts of the state are read; all of them unless given
 * @throws UserError where there is none, or it is damaged
 */
export function readTraining(
  folder: string,
  step?: number,
  prefixes: readonly string[] = STATE_PREFIXES,
): SavedTraining {
  const steps = checkpointSteps(folder);
  const wanted = step ?? steps.at(-1);
  if (wanted === undefined) throw new UserError(`${folder}: no checkpoint there; train first`);
  if (!steps.includes(wanted)) {
    throw new UserError(
      `${folder}: no checkpoint of step ${wanted} there, only of ${steps.join(', ')}`,
    );
  }
  try {
    const checkpoint = readCheckpoint(folder, wanted, (name) =>
      prefixes.some((prefix) => name.startsWith(`${prefix}/`)),
    );
    return fromCheckpoint(parseMetadata(folder, checkpoint), checkpoint);
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    throw new UserError(
      `${checkpointPath(folder, wanted)} is damaged: ${error.message}; remove it and ` +
        'every later one, and start the training again, which goes on from an older checkpoint, ' +
        'or the start, to the same end',
      { cause: error },
    );
  }
}

/**
 * The newest undamaged checkpoint of the run, if there is one and the run is to go on.
 *
 * @throws UserError where it is of another configuration or other data
 */
function resumed(
  { folder: runFolder, checkpoints, observer }: RunOptions,
  inputs: TrainingInputs,
  logger: Logger,
): SavedTraining | undefined {
  const folder = checkpointFolder(runFolder);
  if (!checkpoints.resume) {
    // First: should this process end here, no result may pass for that of the new run.
    removeResult(ownResultPath(runFolder));
    removeAllCheckpoints(folder);
    removeEvents(runFolder);
  }
  const checkpoint = newestCheckpoint(folder, (path, reason) => {
    const damage = `${path} is damaged: ${reason}; an older checkpoint, or the start, takes its place`;
    logger.warn(damage);
    observer.notice?.(damage);
  });
  if (checkpoint === undefined) return undefined;
  const metadata = parseMetadata(folder, checkpoint);
  requireSameInputs(folder, metadata.inputs, inputs);
  const saved = fromCheckpoint(metadata, checkpoint);
  logger.info({ step: saved.record.step }, 'goes on from a checkpoint');
  observer.notice?.(`goes on after step ${saved.record.step}`);
  // The process that wrote it may have been killed before it came to that.
  pruneTraining(folder, saved.record, checkpoints.keep);
  return saved;
}

/** What a run is computed with, as it is written down. */
function computingOf({ backend, executor }: RunOptions): Computing {
  const { reason: _, ...computing } = backend;
  return computingSchema.parse(JSON.parse(JSON.stringify({ backend: computing, executor })));
}

/** The optimiser of a run, and its start or its newest checkpoint. */
export function startingPoint(options: RunOptions, task: Task, logger: Logger) {
  const { config } = options;
  const schedule = runSchedule(config);
  const optimizer = buildOptimizer(config.optimizer, schedule);
  const now = computingOf(options);
  const inputs = { config: withoutLimits(config), ...task.provenance };
  const saved = resumed(options, inputs, logger);
  if (saved !== undefined) {
    // The current one is the last, also where the run has begun with it.
    const commit = codeCommit();
    const commits = [...saved.commits.filter((each) => each !== commit), commit];
    const before = saved.parts?.filter((part) => !isDeepStrictEqual(part, now)) ?? [];
    const { record, state } = saved;
    return { schedule, optimizer, inputs, commits, parts: [...before, now], record, state };
  }
  const parameters = task.model.initialParameters(config.training.seed);
  const averages = initialAverages(config.averaging ?? {}, parameters);
  const state = {
    ...trainingState(parameters, initialState(optimizer, parameters), averages),
    ...measuringState(config),
  };
  const begun = { commits: [codeCommit()], parts: [now], record: START, state };
  return { schedule, optimizer, inputs, ...begun };
}

export type StartingPoint = ReturnType<typeof startingPoint>;
