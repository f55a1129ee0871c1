import prettyBytes from 'pretty-bytes';
import { DIVERGENCE_CAUSES } from '../results/divergence-causes.ts';
import type { StateSize } from './messages.ts';
import type { RunState } from './run-state.ts';

/*
 * What the page says of two runs: sentences made from what happened, and from nothing else.
 */

/** One side of the page. */
export type ShownRun = {
  readonly label: string;
  readonly run: RunState;
  readonly size?: StateSize | undefined;
};

/** Differences of log-perplexity below this are not spoken of as differences, in nats a token. */
const CLOSE = 0.02;

const nats = (value: number): string => value.toFixed(2);

/** What became of one run, where that is more than a number. */
function fate({ label, run }: ShownRun): string[] {
  if (run.status === 'failed')
    return [`${label} cannot go on: ${run.message ?? 'no reason given'}.`];
  if (run.status === 'diverged') {
    return [`${label} diverged at step ${run.step}: ${DIVERGENCE_CAUSES[run.cause!]}.`];
  }
  if (run.dev.at(-1)?.atUnigrams === true) {
    const { step } = run.dev.at(-1)!;
    return [`After ${step} steps ${label} had learned no more than how frequent words are.`];
  }
  return [];
}

/** Which of two runs predicts unseen sentences better, at the last step that both were looked at. */
function comparison(left: ShownRun, right: ShownRun): string[] {
  const rightAt = new Map(right.run.dev.map((look) => [look.step, look]));
  const last = left.run.dev.findLast(({ step }) => rightAt.has(step));
  if (last === undefined) return [];
  const [a, b] = [last.logPerplexity, rightAt.get(last.step)!.logPerplexity];
  const after = `After ${last.step} steps`;
  if (Math.abs(a - b) < CLOSE) {
    return [
      `${after} ${left.label} and ${right.label} are within ${CLOSE} of each other ` +
        `(log-perplexity of unseen sentences: ${nats(a)} and ${nats(b)}).`,
    ];
  }
  const [better, worse] = a < b ? [left, right] : [right, left];
  return [
    `${after} ${better.label} was ahead of ${worse.label}: a log-perplexity of ` +
      `${nats(Math.min(a, b))} on unseen sentences against ${nats(Math.max(a, b))}, where lower is better.`,
  ];
}

/** Sizes that differ by less than this factor are compared in per cent. */
const LEAST_FRACTION = 3;

/** What part of `large` a smaller size is, in words. */
function partOf(small: number, large: number): string {
  const times = large / small;
  if (times >= LEAST_FRACTION) return `1/${Math.round(times)} of that`;
  const percent = Math.round(100 / times);
  return percent === 100 ? 'over 99% of that' : `${percent}% of that`;
}

function memory(left: ShownRun, right: ShownRun): string[] {
  if (left.size === undefined || right.size === undefined) return [];
  const [a, b] = [left.size.stateBytes, right.size.stateBytes];
  if (a === b) return [`Both keep ${prettyBytes(a)} of optimiser state.`];
  const [less, more] = a < b ? [left, right] : [right, left];
  const [small, large] = [Math.min(a, b), Math.max(a, b)];
  const keeps = small === 0 ? 'none' : prettyBytes(small);
  const part = small === 0 ? '' : `, ${partOf(small, large)}`;
  return [
    `${more.label} keeps ${prettyBytes(large)} of optimiser state, ${less.label} ${keeps}${part}.`,
  ];
}

/** Everything that can be said of two runs now. */
export function verdict(left: ShownRun, right: ShownRun): string[] {
  const runs = [left, right];
  const fates = runs.flatMap(fate);
  const trained = runs.every(({ run }) => run.dev.length > 0 && run.status !== 'failed');
  return [...fates, ...(trained ? comparison(left, right) : []), ...memory(left, right)];
}
