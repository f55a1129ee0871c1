import cliProgress, { type Options, type Params, SingleBar } from 'cli-progress';
import { statusObserver, type TrainingStatus } from '../train/status.ts';
import type { TrainingObserver } from '../train/trainer.ts';

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** The widest that a bar gets. */
const BAR = 30;
/** A narrower one shows nothing. */
const NARROWEST_BAR = 5;

/** What one line shows beside its bar. */
type LinePayload = { readonly name?: string; readonly status: TrainingStatus };

/** A time to come, or nothing where it cannot be told yet. */
function timeLeft(seconds: unknown, options: Options): string[] {
  if (typeof seconds !== 'number') return [];
  return [`${cliProgress.Format.TimeFormat(seconds, options, 5)} left`];
}

/**
 * The live line of a run in training: step, loss, perplexity of the development set, speed and time
 * left. The bar takes what room is left; without room there is none.
 */
export function trainingLine(options: Options, params: Params, payload: LinePayload): string {
  const { name, status } = payload;
  const { loss, logPerplexity, bleu, tokensPerSecond, phase } = status;
  // Before the first step nobody has said how many there are.
  if (status.steps === 0) return [name, phase].filter((part) => part !== undefined).join('  ');
  const start = `${name === undefined ? 'step' : name} ${params.value}/${params.total}`;
  const rest = [
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(logPerplexity === undefined
      ? []
      : [`dev perplexity ${Math.exp(logPerplexity).toPrecision(4)}`]),
    ...(bleu === undefined ? [] : [`dev BLEU ${bleu.toFixed(1)}`]),
    ...(tokensPerSecond === undefined ? [] : [`${thousands.format(tokensPerSecond)} tokens/s`]),
    ...(phase === undefined ? timeLeft(params.eta, options) : [phase]),
  ].join('  ');
  const room = params.maxWidth - start.length - rest.length - '[]'.length - 3;
  const width = Math.min(BAR, room);
  if (width < NARROWEST_BAR) return `${start}  ${rest}`;
  const done = Math.round(width * params.progress);
  return `${start} [${'='.repeat(done)}${'-'.repeat(width - done)}] ${rest}`;
}

/** A run in training, drawn as one live line. */
type LiveLine = {
  readonly observer: TrainingObserver;
  /** Leaves the line as it is and the terminal as it was. */
  stop(): void;
};

/** Steps that the time left is reckoned from. */
export const ETA_STEPS = 50;

/** Draws training as one live line on `stream`, a terminal. */
export function liveLine(stream: NodeJS.WritableStream = process.stderr): LiveLine {
  let bar: SingleBar | undefined;
  const say = (line: string) => {
    // Where a line is drawn, what is said takes its place, and it is drawn anew below.
    stream.write(bar === undefined ? `${line}\n` : `\r${line}\u001B[K\n`);
  };
  const show = (status: TrainingStatus) => {
    if (status.steps === 0) {
      say(status.phase!);
      return;
    }
    if (bar === undefined) {
      bar = new SingleBar({ format: trainingLine, stream, etaBuffer: ETA_STEPS });
      // A run that goes on did its first steps at another time.
      bar.start(status.steps, Math.max(0, status.step - 1), { status });
    }
    bar.update(status.step, { status });
  };
  return {
    observer: { ...statusObserver(show), notice: say },
    stop: () => bar?.stop(),
  };
}

/** Training as lines to read, one a report, for where no line can be drawn again and again. */
export function printedLines(print: (line: string) => void = console.error): TrainingObserver {
  let last = 0;
  const at = (step: number, what: string) => print(`step ${step}/${last}  ${what}`);
  return {
    step: (_step, steps) => {
      last = steps;
    },
    loss: ({ step, loss, tokensPerSecond }) =>
      at(step, `loss ${loss.toFixed(3)}  ${thousands.format(tokensPerSecond)} tokens/s`),
    dev: ({ step, logPerplexity }) =>
      at(step, `development log-perplexity ${logPerplexity.toFixed(3)}`),
    devBleu: ({ step, bleu }) => at(step, `development BLEU ${bleu.score.toFixed(1)}`),
    // An evaluation says itself what came out.
    phase: (what) => {
      if (what !== 'evaluating') print(what);
    },
    notice: print,
  };
}
