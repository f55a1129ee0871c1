import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { keptTensors } from '../config/diagnostics-schema.ts';
import { requireFittingOptimizer } from '../config/optimizer-fit.ts';
import { requireWritable } from '../platform/atomic-write.ts';
import { type Lease, whileHeld } from '../platform/held-lease.ts';
import { takeLease } from '../platform/lease.ts';
import { describeHolder } from '../platform/lease-record.ts';
import { thisProcess } from '../platform/process-identity.ts';
import { stopSignalOf } from '../platform/stop-request.ts';
import { codeIdentity } from '../results/provenance.ts';
import { ownResultPath, type ScoredResult, writeResult } from '../results/store.ts';
import { runLog } from './log.ts';
import type { TrainingRecord } from './record.ts';
import type { RunOptions } from './run-options.ts';
import { resultOf } from './run-result.ts';
import { scoreTest } from './scoring.ts';
import { openSession, type Session } from './session.ts';
import { openTask, type Task } from './task.ts';
import { train } from './trainer.ts';
import { isCut, LONGEST_SOURCE } from './translator.ts';

/** A run that a stop ended at a step from which it can go on. */
type Interrupted = { readonly kind: 'interrupted'; readonly step: number };

/** How a run ended. */
export type RunOutcome = ({ readonly kind: 'finished' } & ScoredResult) | Interrupted;

/** Logs the data, and its lines that are cut. */
function logData({ provenance: { data }, unigramLogPerplexity, dev, test }: Task, logger: Logger) {
  const { name, pairs, tooLong } = data;
  logger.info({ data: name, pairs, tooLong, unigramLogPerplexity }, 'data');
  for (const [set, { sources }] of Object.entries({ dev, test })) {
    const cut = [...sources.keys()].filter((i) => isCut(sources[i]!));
    if (cut.length === 0) continue;
    const lines = cut.map((i) => i + 1);
    logger.warn({ set, lines, longest: LONGEST_SOURCE }, 'lines cut that are too long');
  }
}

/** Scores the trained parameters; undefined where a stop ended that. */
async function scored(
  { options, executor, scorer, events }: Session,
  record: TrainingRecord,
  stop: AbortSignal,
) {
  try {
    const found = await scoreTest(options, record, executor, scorer);
    events?.scores(record.step, found.scores);
    return found;
  } catch (error) {
    if (stop.aborted && error === stop.reason) return undefined;
    throw error;
  }
}

/** Trains, scores, and gives the result. */
async function runSession(
  session: Session,
  stop: AbortSignal,
  logger: Logger,
): Promise<RunOutcome> {
  const outcome = await train(session.training);
  const { record } = outcome;
  const { step } = record;
  const interrupted = (): RunOutcome => {
    const signal = stopSignalOf(stop);
    logger.info({ step, signal }, 'stopped; the same command goes on from here');
    return { kind: 'interrupted', step };
  };
  if (outcome.status === 'interrupted') return interrupted();

  const { config, observer } = session.options;
  const isTested = outcome.status === 'completed' && config.evaluation.test !== false;
  if (isTested) observer.phase?.('translating the test set');
  const testStart = performance.now();
  const found = isTested ? await scored(session, record, stop) : undefined;
  if (isTested && found === undefined) return interrupted();
  const testSeconds = (performance.now() - testStart) / 1000;
  const result = resultOf(session, outcome, found?.scores, testSeconds);
  const { status, training, unigram, test } = result;
  const { endedBy, divergence } = training;
  const bleu = test?.bleu.score;
  logger.info({ status, endedBy, step, divergence, unigram, bleu }, 'finished');
  return { kind: 'finished', result, translations: found?.translations };
}

function logFailure(logger: Logger, error: unknown): void {
  try {
    logger.error({ reason: error instanceof Error ? error.message : error }, 'failed');
  } catch {
    // The disk takes no more, which may be the error itself; whoever started the run is told of it.
  }
}

/** `run`, in a folder that this process holds. */
async function runInFolder(options: RunOptions, lease: Lease): Promise<RunOutcome> {
  const { config, folder, checkpoints, backend, executor, observer } = options;
  const takenOver = lease.takenFrom !== undefined;
  const { logger, close } = runLog(folder, { append: checkpoints.resume, takenOver });
  const stop = AbortSignal.any([options.stop, lease.lost]);
  try {
    const { host, pid, job } = thisProcess();
    const attempt = { attempt: lease.number, host, pid, job };
    logger.info({ ...attempt, ...codeIdentity(), backend, executor }, 'start');
    if (takenOver) {
      const takeover = `takes over from ${describeHolder(lease.takenFrom)}, which ended unseen`;
      logger.warn(takeover);
      observer.notice?.(takeover);
    }
    observer.phase?.('loading data');
    const task = await openTask(config);
    try {
      logData(task, logger);
      const session = await openSession(options, stop, task, logger);
      const outcome = await runSession(session, stop, logger);
      session.executor.dispose();
      return outcome;
    } finally {
      task.batches.close();
    }
  } catch (error) {
    logFailure(logger, error);
    throw error;
  } finally {
    close();
  }
}

/**
 * Does `work` while this process holds the folder of the run.
 *
 * @param resultFile where `work` writes the run's result
 */
async function inRunFolder<T>(
  { config, folder, abandoned, stop }: RunOptions,
  resultFile: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  if (config.diagnostics !== undefined) keptTensors(config.diagnostics, config.model);
  requireFittingOptimizer(config);
  requireWritable(folder);
  const alsoProtects = [resultFile.replace(/\.json$/, '')];
  const lease = await takeLease(folder, { alsoProtects, abandoned, stop });
  return whileHeld(lease, work);
}

/**
 * One whole run: data, training, translation of the test set, BLEU. The backend is started. A run that
 * was started before in the same folder goes on from its newest checkpoint, and ends with the same
 * numbers as if it had never stopped.
 *
 * @param keep writes the outcome into `result.json` in the folder, while this process holds it
 * @throws UserError where another process is at work in the folder or has taken it over from this one,
 *   where it cannot be written, where its checkpoints are of another run, where data is missing, or
 *   where diagnostics are asked for of parameters that are not there
 */
export function run(
  options: RunOptions,
  keep: (outcome: RunOutcome) => void = () => {},
): Promise<RunOutcome> {
  return inRunFolder(options, ownResultPath(options.folder), async (lease) => {
    const outcome = await runInFolder(options, lease);
    keep(outcome);
    return outcome;
  });
}

/**
 * Does a run unless its result is in `resultFile` already, and writes it there. When several processes
 * are given the same run, one of them does it: it looks for the result, and writes it, while it holds
 * the folder of the run.
 *
 * @throws UserError as `run` does, and where the result cannot be written
 */
export function runOnce(
  options: RunOptions,
  resultFile: string,
): Promise<{ readonly kind: 'finished' } | Interrupted> {
  return inRunFolder(options, resultFile, async (lease) => {
    if (existsSync(resultFile)) return { kind: 'finished' };
    const outcome = await runInFolder(options, lease);
    if (outcome.kind === 'interrupted') return outcome;
    writeResult(resultFile, outcome);
    return { kind: 'finished' };
  });
}
