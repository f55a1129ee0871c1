import { MultiBar, type SingleBar } from 'cli-progress';
import type { PlannedRun } from '../experiment/definition.ts';
import { type RunnerObserver, runName } from '../experiment/runner.ts';
import type { RunResult } from '../results/result.ts';
import { describeDivergence } from './describe-result.ts';

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

/** Reports on standard error: a line a run, and a live bar for each running one on a terminal. */
export function runnerObserver(): RunnerObserver {
  const terminal = process.stderr.isTTY;
  const bars = terminal
    ? new MultiBar({
        format: '{name} [{bar}] {value}/{total} steps  {eta_formatted} left',
        stream: process.stderr,
        clearOnComplete: true,
      })
    : undefined;
  const running = new Map<PlannedRun, SingleBar>();
  let ended = 0;
  let all = 0;
  const print = (line: string) =>
    bars === undefined ? console.error(line) : bars.log(`${line}\n`);
  const end = (run: PlannedRun, line: string) => {
    const bar = running.get(run);
    if (bar !== undefined) bars?.remove(bar);
    running.delete(run);
    ended++;
    print(`[${ended}/${all}] ${runName(run)}: ${line}`);
    if (ended === all) bars?.stop();
  };
  return {
    planned: (done, total) => {
      ended = done;
      all = total;
      console.error(`${total} runs, ${done} of them done already`);
      if (done === total) bars?.stop();
    },
    started: (run) => {
      const bar = bars?.create(run.config.training.steps, 0, { name: runName(run) });
      if (bar !== undefined) running.set(run, bar);
    },
    progress: (run, step) => {
      running.get(run)?.update(step);
    },
    finished: (run, result) => end(run, describeResult(result)),
    interrupted: (run, step) => end(run, `stopped after step ${step}, which is saved`),
    failed: (run, message) => end(run, `failed: ${message}`),
  };
}
