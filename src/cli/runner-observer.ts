import { MultiBar, type SingleBar } from 'cli-progress';
import type { PlannedRun } from '../experiment/plan.ts';
import type { RunnerObserver } from '../experiment/runner.ts';
import type { TimeLeft } from '../experiment/time-left.ts';
import { describeSeconds } from '../platform/duration.ts';
import type { RunResult } from '../results/result.ts';
import { runName } from '../results/run-name.ts';
import type { TrainingStatus } from '../train/status.ts';
import { count } from './count.ts';
import { describeDivergence } from './describe-run.ts';
import { describeTuning } from './plan-report.ts';
import { ETA_STEPS, trainingLine } from './training-progress.ts';

function describeResult(result: RunResult): string {
  const { status, test, dev, timing } = result;
  const bleu = test === undefined ? '' : `BLEU ${test.bleu.score.toFixed(1)}, `;
  const outcome = status === 'diverged' ? `${describeDivergence(result)}, ` : bleu;
  const logPerplexity = dev.at(-1)?.logPerplexity.toFixed(3) ?? '-';
  const plateau = result.unigram?.atEnd === true ? ' (no better than symbol frequencies)' : '';
  return (
    `${outcome}dev log-perplexity ${logPerplexity}${plateau}, ` +
    `trained ${timing.trainingSeconds.toFixed(0)} s`
  );
}

/** Seconds between two updates of the time left of all runs. */
const REFRESH = 1;

/** Where lines go, and live ones where it is a terminal. */
type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean };

/**
 * Reports on `screen`: a line a run, and on a terminal a live line for each running one and one for
 * all of them.
 *
 * @param timeLeft made when the runs that are to be done are known
 */
export function runnerObserver(
  timeLeft: (todo: readonly PlannedRun[]) => TimeLeft,
  screen: Screen = process.stderr,
): RunnerObserver & { say(line: string): void; close(): void } {
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
  let whole: SingleBar | undefined;
  let refresh: NodeJS.Timeout | undefined;
  let time = timeLeft([]);
  let ended = 0;
  let all = 0;
  const left = (): string => {
    const seconds = time.seconds();
    if (seconds === undefined || ended >= all) return '';
    return `about ${describeSeconds(seconds)} left`;
  };
  const print = (line: string) => {
    if (bars === undefined || whole === undefined) {
      screen.write(`${line}\n`);
    } else {
      bars.log(`${line}\n`);
      bars.update();
    }
  };
  const removeBar = (run: PlannedRun) => {
    const bar = running.get(run);
    if (bar !== undefined) bars?.remove(bar);
    running.delete(run);
  };
  const end = (run: PlannedRun, line: string) => {
    removeBar(run);
    ended++;
    const about = left();
    whole?.update(ended, { left: about });
    print(`[${ended}/${all}] ${runName(run)}: ${line}${about === '' ? '' : `; ${about}`}`);
  };
  const draw = (run: PlannedRun, status: TrainingStatus) => {
    const payload = { name: runName(run), status };
    const bar = running.get(run);
    if (bar !== undefined) {
      // Until its first step a run has none.
      bar.setTotal(status.steps);
      bar.update(status.step, payload);
    }
    // A run that goes on did its first steps at another time.
    else if (bars !== undefined) running.set(run, bars.create(status.steps, status.step, payload));
  };
  return {
    planned: (total, done, costly) => {
      time = timeLeft(costly);
      ended = done;
      all = total;
      const about = left();
      print(
        `${count(all, 'run')}, ${done} of them done already${about === '' ? '' : `; ${about}`}`,
      );
      if (done === all || bars === undefined) return;
      const format = 'all runs {value}/{total} [{bar}] {left}';
      whole = bars.create(all, done, { left: about }, { format });
      refresh = setInterval(() => whole?.update({ left: left() }), REFRESH * 1000).unref();
    },
    chosen: (choice) => print(describeTuning(choice)),
    started: (run) => time.started(run),
    progress: (run, status) => {
      time.progress(run, status.step);
      draw(run, status);
    },
    finished: (run, result) => {
      time.finished(run);
      end(run, describeResult(result));
    },
    interrupted: (run, step) => {
      time.dropped(run, false);
      end(run, `stopped after step ${step}, which is saved`);
    },
    elsewhere: (run) => {
      print(`${runName(run)}: another process is at work on it, and is left to it`);
    },
    retried: (run, message) => {
      time.dropped(run, true);
      removeBar(run);
      print(`${runName(run)}: failed, and is tried again: ${message.split('\n', 1)[0]}`);
    },
    failed: (run, message) => {
      time.dropped(run, false);
      end(run, `failed: ${message}`);
    },
    say: print,
    close: () => {
      clearInterval(refresh);
      bars?.stop();
    },
  };
}
