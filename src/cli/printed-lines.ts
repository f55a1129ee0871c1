import type { TrainingObserver } from '../train/trainer.ts';

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

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
