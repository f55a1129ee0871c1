import type { Logger } from 'pino';
import {
  buildOptimizer,
  buildSchedule,
  type GradientTransform,
  initialState,
  type Schedule,
  type TensorTree,
} from 'sublinear-optim';
import { removeAllCheckpoints } from '../checkpoint/store.ts';
import type { RunConfig } from '../config/run-config.ts';
import { stepSizeMultiplier } from '../config/step-size.ts';
import { codeCommit } from '../results/provenance.ts';
import { removeEvents } from '../tensorboard/event-file.ts';
import { initialAverages } from './averages.ts';
import { measuringState } from './measuring.ts';
import { trainingState } from './programs.ts';
import { START, type TrainingRecord } from './record.ts';
import {
  checkpointFolder,
  pruneTraining,
  resumeTraining,
  type SavedTraining,
  type TrainingInputs,
  withoutLimits,
} from './resume.ts';
import type { RunOptions } from './run-options.ts';
import type { Task } from './task.ts';

/** What a run trains with, and where it begins. */
export type StartingPoint = {
  readonly schedule: Schedule;
  readonly optimizer: GradientTransform;
  readonly inputs: TrainingInputs;
  /** Of the code, the first one first. */
  readonly commits: readonly string[];
  readonly record: TrainingRecord;
  /** The whole state of an executor. */
  readonly state: TensorTree;
};

/** The newest undamaged checkpoint of the run, if there is one and it is to go on. */
function savedTraining(
  { folder, checkpoints, observer }: RunOptions,
  inputs: TrainingInputs,
  logger: Logger,
): SavedTraining | undefined {
  if (!checkpoints.resume) {
    removeAllCheckpoints(checkpointFolder(folder));
    removeEvents(folder);
  }
  const saved = resumeTraining(checkpointFolder(folder), inputs, (path, reason) => {
    const damage = `${path} is damaged: ${reason}; an older checkpoint, or the start, takes its place`;
    logger.warn(damage);
    observer.notice?.(damage);
  });
  if (saved === undefined) return undefined;
  logger.info({ step: saved.record.step }, 'goes on from a checkpoint');
  observer.notice?.(`goes on after step ${saved.record.step}`);
  // The process that wrote it may have been killed before it came to that.
  pruneTraining(checkpointFolder(folder), saved.record, checkpoints.keep);
  return saved;
}

function scheduleOf(config: RunConfig): Schedule {
  return buildSchedule(config.schedule, {
    steps: config.training.steps,
    rateMultiplier: stepSizeMultiplier(config),
    dModel: config.model.dModel,
  });
}

/** The run's start, or where its newest checkpoint left it. */
export function startingPoint(options: RunOptions, task: Task, logger: Logger): StartingPoint {
  const { config } = options;
  const schedule = scheduleOf(config);
  const optimizer = buildOptimizer(config.optimizer, schedule);
  const inputs = { config: withoutLimits(config), ...task.provenance };
  const saved = savedTraining(options, inputs, logger);
  if (saved !== undefined) {
    const commits = [...new Set([...saved.commits, codeCommit()])];
    return { schedule, optimizer, inputs, commits, record: saved.record, state: saved.state };
  }
  const parameters = task.model.initialParameters(config.training.seed);
  const state = {
    ...trainingState(
      parameters,
      initialState(optimizer, parameters),
      initialAverages(config.averaging ?? {}, parameters),
    ),
    ...measuringState(config),
  };
  return { schedule, optimizer, inputs, commits: [codeCommit()], record: START, state };
}
