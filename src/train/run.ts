import { join } from 'node:path';
import type { Logger } from 'pino';
import { buildOptimizer, buildSchedule, initialState, sizeOfState } from 'sublinear-optim';
import type { BackendInfo, ExecutorName } from '../backend/info.ts';
import { removeAllCheckpoints } from '../checkpoint/store.ts';
import type { RunConfig } from '../config/run-config.ts';
import { stepSizeMultiplier } from '../config/step-size.ts';
import { eagerExecutor } from '../executor/eager.ts';
import { graphExecutor } from '../graph/executor.ts';
import { initialParameters } from '../model/parameters.ts';
import type { Lease } from '../platform/held-lease.ts';
import type { LeaseOptions } from '../platform/lease.ts';
import { describeHolder } from '../platform/lease-record.ts';
import { thisProcess } from '../platform/process-identity.ts';
import { stopSignalOf } from '../platform/stop-request.ts';
import { codeCommit, packageVersion } from '../results/provenance.ts';
import { type Cell, checkedStart, type RunResult } from '../results/result.ts';
import type { ScoredResult } from '../results/store.ts';
import { removeEvents } from '../tensorboard/event-file.ts';
import { elementCount, shapesOf, underPrefix } from '../tree.ts';
import { writeWholeFile } from '../whole-file.ts';
import { accumulationOf } from './accumulation.ts';
import { initialAverages, pointsAt, prepareTakePoint, takePoint } from './averages.ts';
import { divergenceAt } from './divergence.ts';
import { isCut, LONGEST_SOURCE } from './evaluate.ts';
import { openTrainingEvents } from './events.ts';
import { scoreTest } from './final-scores.ts';
import { logged, runLog } from './log.ts';
import { measuredResult, measuringState, trainingPrograms } from './measuring.ts';
import { emptySums, OPTIMIZER, PARAMETERS, trainingState } from './programs.ts';
import { START } from './record.ts';
import {
  checkpointFolder,
  pruneTraining,
  resumeTraining,
  saveTraining,
  withoutLimits,
} from './resume.ts';
import { inRunFolder } from './run-folder.ts';
import { createScorer } from './scores.ts';
import { createTrainingStep } from './step.ts';
import { openTask, type Task } from './task.ts';
import { prepareTraining, type TrainingObserver, train } from './trainer.ts';
import { unigramPlateau } from './unigram-plateau.ts';

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

/** How a run ended: with a result, or at a step from which it can go on. */
export type RunOutcome =
  | ({ readonly kind: 'finished' } & ScoredResult)
  | { readonly kind: 'interrupted'; readonly step: number };

/** The run's start, or where its newest checkpoint left it. */
function startingPoint(options: RunOptions, task: Task, logger: Logger) {
  const { config, folder, checkpoints, observer } = options;
  const { seed, steps } = config.training;
  const { dModel } = config.model;
  const rateMultiplier = stepSizeMultiplier(config);
  const schedule = buildSchedule(config.schedule, { steps, rateMultiplier, dModel });
  const optimizer = buildOptimizer(config.optimizer, schedule);
  const inputs = { config: withoutLimits(config), ...task.provenance };
  if (!checkpoints.resume) {
    removeAllCheckpoints(checkpointFolder(folder));
    removeEvents(folder);
  }
  const saved = resumeTraining(checkpointFolder(folder), inputs, (path, reason) => {
    const damage = `${path} is damaged: ${reason}; an older checkpoint, or the start, takes its place`;
    logger.warn(damage);
    observer.notice?.(damage);
  });
  if (saved !== undefined) {
    logger.info({ step: saved.record.step }, 'goes on from a checkpoint');
    observer.notice?.(`goes on after step ${saved.record.step}`);
    // The process that wrote it may have been killed before it came to that.
    pruneTraining(checkpointFolder(folder), saved.record, checkpoints.keep);
    const commits = [...new Set([...saved.commits, codeCommit()])];
    return { ...saved, schedule, optimizer, inputs, commits };
  }
  const parameters = initialParameters(config.model, task.vocabulary.size, seed);
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

/** The name of the translations of the development set after `step`, which sorts by step. */
const devTranslations = (step: number): string => `dev.step-${String(step).padStart(9, '0')}`;

/**
 * Trains, scores, and says what came out; the folder is this process's.
 *
 * @param stop of the options, or as the folder is no more this process's
 */
async function runTask(
  options: RunOptions,
  stop: AbortSignal,
  task: Task,
  logger: Logger,
): Promise<RunOutcome> {
  const { config, cell, folder, backend, checkpoints, observer } = options;
  const { data, vocabulary } = task.provenance;
  const { unigramLogPerplexity } = task;
  logger.info(
    { data: data.name, pairs: data.pairs, tooLong: data.tooLong, unigramLogPerplexity },
    'data',
  );
  for (const name of ['dev', 'test'] as const) {
    const cut = [...task[name].sources.keys()].filter((i) => isCut(task[name].sources[i]!));
    if (cut.length === 0) continue;
    const lines = cut.map((i) => i + 1);
    logger.warn({ set: name, lines, longest: LONGEST_SOURCE }, 'lines cut that are too long');
  }

  const start = startingPoint(options, task, logger);
  const { schedule, optimizer, inputs, commits, record, state } = start;
  writeWholeFile(join(folder, 'config.json'), [`${JSON.stringify(config, null, 2)}\n`]);
  const parameterElements = elementCount(underPrefix(PARAMETERS, state));
  const optimizerState = sizeOfState(shapesOf(underPrefix(OPTIMIZER, state)));
  // Not after hours of training: what cannot be written then is refused now.
  const known = checkedStart({
    format: 1,
    ...(cell === undefined ? {} : { cell }),
    config,
    provenance: {
      version: packageVersion(),
      commit: codeCommit(),
      ...(commits.length > 1 ? { earlierCommits: commits.slice(0, -1) } : {}),
      node: process.version,
      backend,
      executor: options.executor,
      data,
      vocabulary,
    },
    parameters: parameterElements,
    optimizerState,
  });
  logger.info({ parameters: parameterElements, optimizerState: optimizerState.elements }, 'model');

  const { averaging = {} } = config;
  const { seed, steps, gradientAccumulation = 1 } = config.training;
  const differentiated = { model: config.model, padId: task.vocabulary.padId, seed };
  const step = createTrainingStep({ ...differentiated, optimizer });
  const { program, measuring } = trainingPrograms(config, step, task.batches, folder, record);
  const accumulation = accumulationOf(gradientAccumulation, differentiated);
  const sums = accumulation === undefined ? {} : emptySums(underPrefix(PARAMETERS, state));
  const createExecutor = options.executor === 'graph' ? graphExecutor : eagerExecutor;
  const executor = createExecutor({ ...state, ...sums });
  observer.phase?.('tracing');
  prepareTraining(config.data.batching, executor, program, { measuring, accumulation });
  if (averaging.lastPoints !== undefined) prepareTakePoint(executor, PARAMETERS);
  const scorer = createScorer(config, task, executor, folder, stop);
  const { bleuEvery } = config.evaluation;
  const translate =
    bleuEvery === undefined
      ? undefined
      : {
          every: bleuEvery,
          score: async (done: number) => {
            observer.phase?.('translating the development set');
            return (await scorer.dev(devTranslations(done))).bleu;
          },
        };
  const events =
    options.tensorboard === true
      ? await openTrainingEvents(folder, record.step, schedule, config.training)
      : undefined;
  const recorded = logged(observer, logger);
  const outcome = await train({
    config: config.training,
    executor,
    program,
    batches: task.batches,
    record,
    afterStep: (done) => {
      if (averaging.lastPoints === undefined) return;
      const points = pointsAt(averaging.lastPoints, done, steps);
      if (points > 0) takePoint(executor, PARAMETERS, points);
    },
    evaluate: () => {
      observer.phase?.('evaluating');
      return scorer.logPerplexity();
    },
    translate,
    save: (reached) =>
      saveTraining(
        checkpointFolder(folder),
        executor,
        reached,
        { inputs, commits },
        checkpoints.keep,
      ),
    saveEvery: checkpoints.every,
    stopRequested: () => stop.aborted,
    observer: events?.shown(recorded) ?? recorded,
    measuring,
    accumulation,
  });
  const interrupted = (): RunOutcome => {
    executor.dispose();
    const { step } = outcome.record;
    logger.info(
      { step, signal: stopSignalOf(stop) },
      'stopped; the same command goes on from here',
    );
    return { kind: 'interrupted', step: outcome.record.step };
  };
  if (outcome.status === 'interrupted') return interrupted();

  observer.phase?.('translating the test set');
  const testStart = performance.now();
  const scored =
    outcome.status === 'completed'
      ? await scoreTest(config, folder, outcome.record, executor, scorer).catch(
          (error: unknown) => {
            if (stop.aborted && error === stop.reason) return 'stopped' as const;
            throw error;
          },
        )
      : undefined;
  if (scored === 'stopped') return interrupted();
  if (scored !== undefined) events?.scores(outcome.record.step, scored.scores);
  const testSeconds = (performance.now() - testStart) / 1000;
  executor.dispose();
  const { status, record: reached } = outcome;
  const divergence = status === 'diverged' ? divergenceAt(outcome.cause, reached) : undefined;
  const endedBy = status === 'completed' ? outcome.endedBy : undefined;
  const unigram = unigramPlateau(task.unigramLogPerplexity, reached.dev);
  const bleu = scored?.scores.test?.bleu.score;
  logger.info({ status, endedBy, step: reached.step, divergence, unigram, bleu }, 'finished');
  const result: RunResult = {
    ...known,
    status,
    training: {
      steps: reached.step,
      ...(divergence === undefined ? { endedBy } : { divergedAt: reached.step, divergence }),
      sourceTokens: reached.sourceTokens,
      targetTokens: reached.targetTokens,
      losses: reached.losses,
    },
    ...measuredResult(config, reached),
    dev: reached.dev,
    unigram,
    ...(translate === undefined ? {} : { devBleu: reached.devBleu }),
    ...scored?.scores,
    timing: {
      finishedAt: new Date().toISOString(),
      trainingSeconds: reached.seconds,
      tokensPerSecond: (reached.sourceTokens + reached.targetTokens) / reached.seconds,
      dev: reached.devTimes,
      ...(scored === undefined ? {} : { testSeconds }),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    },
  };
  return { kind: 'finished', result, translations: scored?.translations };
}

function logFailure(logger: Logger, error: unknown): void {
  try {
    logger.error({ reason: error instanceof Error ? error.message : error }, 'failed');
  } catch {
    // The disk takes no more, which may be the error itself; whoever started the run is told of it.
  }
}

/** `run`, in a folder that is this process's already. */
export async function runInFolder(options: RunOptions, lease: Lease): Promise<RunOutcome> {
  const { config, folder, checkpoints, backend, executor, observer } = options;
  const takenOver = lease.takenFrom !== undefined;
  const log = runLog(folder, { append: checkpoints.resume, takenOver });
  const stop = AbortSignal.any([options.stop, lease.lost]);
  try {
    const code = { version: packageVersion(), commit: codeCommit(), node: process.version };
    const { host, pid, job } = thisProcess();
    const attempt = { attempt: lease.number, host, pid, job };
    log.logger.info({ ...attempt, ...code, backend, executor }, 'start');
    if (takenOver) {
      const takeover = `takes over from ${describeHolder(lease.takenFrom)}, which ended unseen`;
      log.logger.warn(takeover);
      observer.notice?.(takeover);
    }
    observer.phase?.('loading data');
    const task = await openTask(config);
    try {
      return await runTask(options, stop, task, log.logger);
    } finally {
      task.batches.close();
    }
  } catch (error) {
    logFailure(log.logger, error);
    throw error;
  } finally {
    log.close();
  }
}

/**
 * One whole run: data, training, translation of the test set, BLEU. The backend is started. A run
 * that was started before in the same folder goes on where its newest checkpoint stands, and ends
 * with the same numbers as if it had never stopped.
 *
 * @param keep writes down the outcome, into `result.json` in the folder, while that is this process's
 * @throws UserError where another process is at work in the folder, where its checkpoints are of
 *   another run, where data is missing, or where diagnostics are asked for of what is not there
 */
export function run(
  options: RunOptions,
  keep: (outcome: RunOutcome) => void = () => {},
): Promise<RunOutcome> {
  return inRunFolder(options, join(options.folder, 'result.json'), async (lease) => {
    const outcome = await runInFolder(options, lease);
    keep(outcome);
    return outcome;
  });
}
