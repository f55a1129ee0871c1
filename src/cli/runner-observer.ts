import { MultiBar, type SingleBar } from 'cli-progress';
import type { PlannedRun } from '../experiment/definition.ts';
import { type RunnerObserver, runName } from '../experiment/runner.ts';
import type { RunResult } from '../results/result.ts';
import type { TrainingStatus } from '../train/status.ts';
import { describeDivergence } from './describe-result.ts';
import { trainingLine } from './training-line.ts';

function describeResult(result: RunResult): string {
  const { test, dev, timing } = result;
  const bleu =
    test === undefined ? describeDivergence(result) : `BLEU ${test.bleu.score.toFixed(1)}`;
  const logPerplexity = dev.at(-1)?.logPerplexity.toFixed(3) ?? '-';
  const plateau = result.unigram?.atEnd === true ? ' (that of symbol frequencies alone)' : '';
  return (
    `${bleu}, dev log-perplexity ${logPerplexity}${plateau}, ` +
    `trained ${timing.trainingSeconds.toFixed(0)} s`
  );
}

/** Steps that the time left is reckoned from. */
const ETA_STEPS = 50;

/** Where lines go, and live ones where it is a terminal. */
type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Reports on `screen`: a line a run, and a live line for each running one on a terminal. */
export function runnerObserver(screen: Screen = process.stderr): RunnerObserver {
  const bars =
    screen.isTTY === true
      ? new MultiBar({
          format: trainingLine,
          stream: screen,
          etaBuffer: ETA_STEPS,
          clearOnComplete: true,
        })
      : undefined;
  /** The live lines, from the first step of each run. */
  const running = new Map<PlannedRun, SingleBar>();
  let ended = 0;
  let all = 0;
  const print = (line: string) => {
    if (bars === undefined || running.size === 0) {
      screen.write(`${line}\n`);
    } else {
      bars.log(`${line}\n`);
      bars.update();
    }
  };
  const end = (run: PlannedRun, line: string) => {
    const bar = running.get(run);
    running.delete(run);
    if (bar !== undefined) bars?.remove(bar);
    // Its timer would keep the process; the next run starts it again.
    if (running.size === 0) bars?.stop();
    ended++;
    print(`[${ended}/${all}] ${runName(run)}: ${line}`);
  };
  const draw = (run: PlannedRun, status: TrainingStatus) => {
    const payload = { name: runName(run), status };
    const bar = running.get(run);
    if (bar !== undefined) bar.update(status.step, payload);
    // A run that goes on did its first steps at another time.
    else if (bars !== undefined) running.set(run, bars.create(status.steps, status.step, payload));
  };
  return {
    planned: (done, total) => {
      ended = done;
      all = total;
      print(`${total} runs, ${done} of them done already`);
    },
    started: () => {},
    progress: draw,
    finished: (run, result) => end(run, describeResult(result)),
    interrupted: (run, step) => end(run, `stopped after step ${step}, which is saved`),
    failed: (run, message) => end(run, `failed: ${message}`),
  };
}
