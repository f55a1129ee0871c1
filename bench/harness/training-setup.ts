import pino from 'pino';
import type { BackendInfo } from '../../src/backend/info.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { requireWritable } from '../../src/platform/atomic-write.ts';
import { runLog } from '../../src/train/log.ts';
import { openSession, type Session } from '../../src/train/session.ts';
import type { Task } from '../../src/train/task.ts';
import { train } from '../../src/train/trainer.ts';

export type TrainingSetup = {
  readonly config: RunConfig;
  readonly task: Task;
  /** The tensorflow backend, which is started. */
  readonly backend: BackendInfo;
  /** Receives what a run leaves; it is made. */
  readonly folder: string;
  /**
   * Steps from one checkpoint to the next, of which the last two are kept. Without it nothing is logged,
   * measured or saved.
   */
  readonly checkpointEvery?: number | undefined;
  /** Called after every step whose losses are read: no result of a step is held back then. */
  readonly onLog?: ((step: number) => void) | undefined;
};

/**
 * What `train` needs to train as `sublinear train` does, on the graph executor and without looking at
 * the development set. The caller disposes of the executor, which holds the parameters.
 */
export async function openTraining({
  config,
  task,
  backend,
  folder,
  checkpointEvery,
  onLog = () => {},
}: TrainingSetup): Promise<Pick<Session, 'executor' | 'training'>> {
  const records = checkpointEvery !== undefined;
  requireWritable(folder);
  const { diagnostics: _, ...unmeasured } = config;
  const { signal: stop } = new AbortController();
  const options = {
    config: records ? config : unmeasured,
    folder,
    backend,
    executor: 'graph',
    checkpoints: { resume: false, every: checkpointEvery ?? config.training.steps, keep: 2 },
    stop,
    observer: { step: () => {}, loss: ({ step }: { step: number }) => onLog(step), dev: () => {} },
  } as const;
  const logger = records ? runLog(folder, { append: false }).logger : pino({ level: 'silent' });
  const { executor, training } = await openSession(options, stop, task, logger);
  const save = records ? training.save : async () => {};
  return { executor, training: { ...training, evaluate: async () => 0, save } };
}

/**
 * Trains to the last step.
 *
 * @returns the executor, which holds the parameters; the caller disposes of it
 * @throws Error where training diverges
 */
export async function trainOnGraph(setup: TrainingSetup): Promise<Executor> {
  const { executor, training } = await openTraining(setup);
  const { status, record } = await train(training);
  if (status === 'diverged') throw new Error(`training diverged at step ${record.step}`);
  return executor;
}
