import type { ExecutorName } from '../backend/info.ts';
import type { BackendOptions } from '../backend/start.ts';
import type { OpenSight } from '../platform/lease-watch.ts';
import type { StopSignal } from '../platform/stop-request.ts';
import type { CheckpointOptions } from '../train/run-options.ts';
import type { TrainingStatus } from '../train/status.ts';
import type { PlannedRun } from './definition.ts';

/** What a worker process is asked to do: one run. */
export type Job = {
  readonly run: PlannedRun;
  /** Where its log and translations go. */
  readonly folder: string;
  /** Where its result goes. */
  readonly resultFile: string;
  /** The folder's lease, where the parent has watched it long enough to know that it may be taken. */
  readonly abandoned?: OpenSight | undefined;
  readonly backend: BackendOptions;
  readonly executor: 'auto' | ExecutorName;
  readonly checkpoints: CheckpointOptions;
  /** Whether to write TensorBoard's event files. */
  readonly tensorboard: boolean;
};

/** What a worker process is told while it does so, ahead of a SIGTERM: which signal that is for. */
export type StopMessage = { readonly stop: StopSignal };

/** What a worker process reports. */
export type WorkerReport =
  | { readonly kind: 'progress'; readonly status: TrainingStatus }
  | { readonly kind: 'finished' }
  /** It was told to stop, and has saved itself after this step. */
  | { readonly kind: 'interrupted'; readonly step: number }
  /** Another process is at work on it. */
  | { readonly kind: 'taken' }
  /** `mistake`: somebody has to put something right first, so trying again is of no use. */
  | { readonly kind: 'failed'; readonly message: string; readonly mistake: boolean };
