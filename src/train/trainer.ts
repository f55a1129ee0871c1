import { setImmediate } from 'node:timers/promises';
import { mean } from 'd3-array';
import type { RunConfig } from '../config/run-config.ts';
import type { BatchSource } from '../data/batch-source.ts';
import type { DivergenceCause } from '../results/divergence-causes.ts';
import type { EndReason } from '../results/result.ts';
import { type CompiledStep, type ReadSteps, tokenCount, unreadSteps } from './compiled-step.ts';
import type { Measuring } from './diagnostics.ts';
import { type FindNonFinite, recordSteps } from './divergence.ts';
import {
  bestPoint,
  type DevBleuPoint,
  type DevPoint,
  type LossPoint,
  type TrainingRecord,
} from './record.ts';
import { alreadyEnded, lastStep, reachedLimit, reachedTarget } from './stopping.ts';

type TrainingProgress = LossPoint & {
  readonly steps: number;
  /** Source and target tokens a second since the losses were last read, padding not counted. */
  readonly tokensPerSecond: number;
};

/** Told what happens while it happens. */
export type TrainingObserver = {
  step(step: number, steps: number): void;
  loss(progress: TrainingProgress): void;
  dev(point: DevPoint): void;
  devBleu?(point: DevBleuPoint): void;
  /** Something that takes a while begins between two steps, such as an evaluation. */
  phase?(what: string): void;
  /** Something that a person should know, such as where a run goes on. */
  notice?(what: string): void;
};

export type Training = {
  readonly config: RunConfig['training'];
  readonly step: CompiledStep;
  /** Looks through what is trained. */
  readonly findNonFinite: FindNonFinite;
  readonly batches: BatchSource;
  /** The training that is done already; `START` at the start. */
  readonly record: TrainingRecord;
  /** Called after each step, with the executor's state as the step left it. */
  afterStep(step: number): void;
  /** Log-perplexity of the development set. */
  evaluate(): Promise<number>;
  /** Translates the development set as it is after `step`, where that is asked for. */
  readonly translate?:
    | { readonly every: number; score(step: number): Promise<DevBleuPoint['bleu']> }
    | undefined;
  /** Keeps the state and `record`, from which `train` can go on. */
  save(record: TrainingRecord): Promise<void>;
  /** Steps between two calls of `save`; there is one at the end and at each new best, too. */
  readonly saveEvery: number;
  /** Asked after each step: whether to save and stop here. */
  stopRequested(): boolean;
  readonly observer: TrainingObserver;
  readonly measuring?: Measuring | undefined;
};

/** How training ended; `record` is of the last step that counts. */
export type TrainingOutcome = { readonly record: TrainingRecord } & (
  | { readonly status: 'completed'; readonly endedBy: EndReason }
  /** A stop was requested. */
  | { readonly status: 'interrupted' }
  /** It was given up at the last step of `record`. */
  | { readonly status: 'diverged'; readonly cause: DivergenceCause }
);

function dueAfter(training: Training, step: number, limit: EndReason | undefined) {
  const { config, translate, saveEvery } = training;
  const stop = training.stopRequested();
  const evaluate = step % config.evaluateEvery === 0 || limit !== undefined;
  return {
    step,
    stop,
    evaluate,
    translate: translate !== undefined && step % translate.every === 0,
    limit,
    log: step % config.logEvery === 0 || evaluate,
    save: step % saveEvery === 0 || stop,
  };
}

/** The record after a step, and why training ends or is given up there. */
type Accounted = {
  readonly record: TrainingRecord;
  readonly endedBy?: EndReason | undefined;
  readonly cause?: DivergenceCause | undefined;
};

/** Adds the steps that were read to the record, and says whether training has diverged. */
function recordRead(
  { config, measuring }: Training,
  before: TrainingRecord,
  { done, points: read, seconds }: ReadSteps,
): Accounted {
  const { record: judged, diverged } = recordSteps(before, done, config.divergence);
  const record = { ...judged, seconds: before.seconds + seconds };
  const points = read.filter((point) => diverged === undefined || point.step < record.step);
  if (points.length === 0) return { record, cause: diverged };
  measuring?.points(points);
  const diagnostics = [...(record.diagnostics ?? []), ...points];
  return { record: { ...record, diagnostics }, cause: diverged };
}

/** Adds the points that are due: of the loss curve, of the development curve, of its BLEU. */
async function recordPoints(
  training: Training,
  before: TrainingRecord,
  { step, log, evaluate, translate, limit }: ReturnType<typeof dueAfter>,
  { done, seconds }: ReadSteps,
): Promise<Accounted> {
  const { config, observer } = training;
  let record = before;
  if (log) {
    const point = { step, loss: mean(record.pending)! };
    record = { ...record, losses: [...record.losses, point], pending: [] };
    const steps = lastStep(config.steps, config.stopAt);
    observer.loss({ ...point, steps, tokensPerSecond: tokenCount(done) / seconds });
    // Not where it is saved as well: that may be at any step, and the result must not tell.
    const cause = await training.findNonFinite();
    if (cause !== undefined) return { record, cause };
  }
  if (evaluate) {
    const point = { step, logPerplexity: await training.evaluate() };
    if (!Number.isFinite(point.logPerplexity)) return { record, cause: 'dev' };
    const devTimes = [...(record.devTimes ?? []), { step, seconds: record.seconds }];
    record = { ...record, dev: [...record.dev, point], devTimes };
    observer.dev(point);
  }
  // Only now is it known that the target is reached, and the last step always has its BLEU.
  const endedBy = limit ?? (evaluate ? reachedTarget(config.stopAt, record) : undefined);
  if (training.translate !== undefined && (translate || endedBy !== undefined)) {
    const point = { step, bleu: await training.translate.score(step) };
    record = { ...record, devBleu: [...record.devBleu, point] };
    observer.devBleu?.(point);
  }
  return { record, endedBy };
}

/** Trains from `record` to the last step, or until another limit is reached or training diverges. */
export async function train(training: Training): Promise<TrainingOutcome> {
  const { config, observer } = training;
  const { steps, stopAt } = config;
  const unread = unreadSteps(training);
  let { record } = training;
  const ended = alreadyEnded(steps, stopAt, record);
  if (ended !== undefined) return { status: 'completed', endedBy: ended, record };
  for (let step = record.step + 1; ; step++) {
    unread.take(step);
    training.afterStep(step);
    observer.step(step, lastStep(steps, stopAt));
    // Lets signals and messages to this process through.
    await setImmediate();
    const limit = reachedLimit(steps, stopAt, {
      step,
      tokens: record.sourceTokens + record.targetTokens + unread.tokens(),
      seconds: record.seconds + unread.seconds(),
    });
    const due = dueAfter(training, step, limit);
    if (!due.log && !due.save && !due.translate) continue;

    const read = await unread.read();
    const reached = recordRead(training, record, read);
    record = reached.record;
    if (reached.cause !== undefined) return { status: 'diverged', cause: reached.cause, record };
    const judged = await recordPoints(training, record, due, read);
    record = judged.record;
    if (judged.cause !== undefined) return { status: 'diverged', cause: judged.cause, record };
    const isBest = due.evaluate && bestPoint(record.dev)?.step === step;
    const { endedBy } = judged;
    if (due.save || isBest || endedBy !== undefined) await training.save(record);
    if (endedBy !== undefined) return { status: 'completed', endedBy, record };
    if (due.stop) return { status: 'interrupted', record };
    unread.startClock();
  }
}
