import type { BackendInfo, ExecutorName } from '../backend/info.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { LeaseOptions } from '../platform/lease.ts';
import type { Cell } from '../results/result.ts';
import type { TrainingObserver } from './trainer.ts';

export type CheckpointOptions = {
  /** Go on from the newest checkpoint in the folder, if there is one; otherwise begin anew. */
  readonly resume: boolean;
  /** Steps from one checkpoint to the next. */
  readonly every: number;
  /** How many of the last ones are kept. */
  readonly keep: number;
};

export type RunOptions = {
  readonly config: RunConfig;
  /** Absent for a run that belongs to no experiment. */
  readonly cell?: Cell;
  /** Receives the configuration, the log, the checkpoints and the translations. */
  readonly folder: string;
  readonly backend: BackendInfo;
  readonly executor: ExecutorName;
  readonly checkpoints: CheckpointOptions;
  /** Also write TensorBoard's event files. */
  readonly tensorboard?: boolean;
  /** When this is aborted, the run saves itself after the step that it is at, and ends. */
  readonly stop: AbortSignal;
  /** Whoever has the folder may be given up: somebody has watched long enough. */
  readonly abandoned?: LeaseOptions['abandoned'];
  readonly observer: TrainingObserver;
};
