import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Lease } from '../platform/held-lease.ts';
import { describeHolder } from '../platform/lease-record.ts';
import { thisProcess } from '../platform/process-identity.ts';
import { stopSignalOf } from '../platform/stop-request.ts';
import { codeCommit, packageVersion } from '../results/provenance.ts';
import type { ScoredResult } from '../results/store.ts';
import { runLog } from './log.ts';
import type { TrainingRecord } from './record.ts';
import { inRunFolder } from './run-folder.ts';
import type { RunOptions } from './run-options.ts';
import { resultOf } from './run-result.ts';
import { openSession, type Session } from './session.ts';
import { openTask, type Task } from './task.ts';
import { scoreTest } from './test-scores.ts';
import { train } from './trainer.ts';
import { isCut, LONGEST_SOURCE } from './translator.ts';

/** How a run ended: with a result, or at a step from which it can go on. */
export type RunOutcome =
  | ({ readonly kind: 'finished' } & ScoredResult)
  | { readonly kind: 'interrupted'; readonly step: number };

/** Says what the data is, and what of it is cut. */
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

/** Scores what training came to; undefined where a stop ended that. */
async function scored(
  { options, executor, scorer, events }: Session,
  record: TrainingRecord,
  stop: AbortSignal,
) {
  try {
    const { config, folder } = options;
    const found = await scoreTest(config, folder, record, executor, scorer);
    events?.scores(record.step, found.scores);
    return found;
  } catch (error) {
    if (stop.aborted && error === stop.reason) return undefined;
    throw error;
  }
}

/** Trains, scores, and says what came out; the folder is this process's. */
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

  session.options.observer.phase?.('translating the test set');
  const testStart = performance.now();
  const found = outcome.status === 'completed' ? await scored(session, record, stop) : undefined;
  if (outcome.status === 'completed' && found === undefined) return interrupted();
  const result = resultOf(session, outcome, {
    scores: found?.scores,
    testSeconds: (performance.now() - testStart) / 1000,
    finishedAt: new Date(),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  });
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
      logData(task, log.logger);
      const session = await openSession(options, stop, task, log.logger);
      const outcome = await runSession(session, stop, log.logger);
      session.executor.dispose();
      return outcome;
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
