import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { type TensorTree, withPrefix } from 'sublinear-optim';
import { z } from 'zod';
import { DamagedFile, type HostTensor } from '../checkpoint/safetensors.ts';
import {
  type Checkpoint,
  checkpointPath,
  checkpointSteps,
  newestCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from '../checkpoint/store.ts';
import { firstDifference } from '../config/first-difference.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Executor } from '../executor/executor.ts';
import { UserError } from '../platform/errors.ts';
import type { Provenance } from '../results/result.ts';
import { STATE_PREFIXES } from './programs.ts';
import { bestPoint, type TrainingRecord, trainingRecordSchema } from './record.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

/** What a checkpoint says beside its tensors, each as JSON. */
const metadataSchema = z.strictObject({
  training: json.pipe(trainingRecordSchema),
  inputs: json,
  commits: json.pipe(z.array(z.string())),
});

/** What must be the same for training to go on: everything that its numbers follow from. */
export type TrainingInputs = {
  readonly config: RunConfig;
  readonly data: Provenance['data'];
  readonly vocabulary: Provenance['vocabulary'];
};

/** `config` without what no number follows from: a run may go on to another end than it had. */
export function withoutLimits(config: RunConfig): RunConfig {
  const { stopAt: _, ...training } = config.training;
  return { ...config, training };
}

/** Training as a checkpoint holds it. */
export type SavedTraining = {
  readonly record: TrainingRecord;
  /** The whole state of an executor. */
  readonly state: TensorTree;
  /** The commits of the code that made it, the first one first. */
  readonly commits: readonly string[];
  /** What it was trained on and how, as JSON: `TrainingInputs`. */
  readonly inputs: unknown;
};

export function checkpointFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints');
}

async function hostTensor(tensor: tf.Tensor): Promise<HostTensor> {
  return { shape: tensor.shape, values: (await tensor.data()) as Float32Array | Int32Array };
}

/** Removes the checkpoints of `folder` but for the last `keep` and the best of `record`. */
export function pruneTraining(folder: string, record: TrainingRecord, keep: number): void {
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
  { inputs, commits }: { inputs: TrainingInputs; commits: readonly string[] },
  keep: number,
): Promise<void> {
  const state = Object.assign(
    {},
    ...STATE_PREFIXES.map((prefix) => withPrefix(prefix, executor.read(prefix))),
  ) as TensorTree;
  const tensors: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(state)) tensors[name] = await hostTensor(tensor);
  const metadata = {
    training: JSON.stringify(record),
    inputs: JSON.stringify(inputs),
    commits: JSON.stringify(commits),
  };
  writeCheckpoint(folder, { step: record.step, tensors, metadata });
  tf.dispose(state);
  pruneTraining(folder, record, keep);
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
 * The newest undamaged training that `folder` holds, or undefined where there is none.
 *
 * @param damaged told of each checkpoint that is not as it was written
 * @throws UserError where it is of another configuration or other data
 */
export function resumeTraining(
  folder: string,
  inputs: TrainingInputs,
  damaged: (path: string, reason: string) => void,
): SavedTraining | undefined {
  const checkpoint = newestCheckpoint(folder, damaged);
  if (checkpoint === undefined) return undefined;
  const metadata = parseMetadata(folder, checkpoint);
  requireSameInputs(folder, metadata.inputs, inputs);
  return savedTraining(metadata, checkpoint);
}

/**
 * The training that `folder` holds, of the newest checkpoint or of `step`. It is that or none: what
 * an older one says in its place would be taken for it.
 *
 * @param isWanted by name, which tensors of the state are read; all of them unless given
 * @throws UserError where there is none, or it is damaged
 */
export function readTraining(
  folder: string,
  step?: number,
  isWanted?: (name: string) => boolean,
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
    const checkpoint = readCheckpoint(folder, wanted, isWanted);
    return savedTraining(parseMetadata(folder, checkpoint), checkpoint);
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    throw new UserError(
      `${checkpointPath(folder, wanted)} is damaged: ${error.message}; remove it and start the ` +
        'training again, which goes on from an older checkpoint, or the start, to the same end',
      { cause: error },
    );
  }
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

function savedTraining({ training, ...rest }: Metadata, { tensors }: Checkpoint): SavedTraining {
  return {
    ...rest,
    record: training,
    state: Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, values }]) => [
        name,
        tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    ),
  };
}
