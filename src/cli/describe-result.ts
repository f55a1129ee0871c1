import { DIVERGENCE_CAUSES } from '../results/divergence-causes.ts';
import type { RunResult } from '../results/result.ts';

/** Where and why a run was given up, and what it had before. */
export function describeDivergence({ training }: RunResult): string {
  const { divergedAt, divergence } = training;
  const at = `diverged at step ${divergedAt}`;
  if (divergence === undefined) return at;
  const { cause, firstLoss, lastLoss, lastDev } = divergence;
  const last = [
    ...(firstLoss === undefined ? [] : [`loss ${firstLoss.toFixed(3)} at the start`]),
    ...(lastLoss === undefined ? [] : [`${lastLoss.loss.toFixed(3)} at step ${lastLoss.step}`]),
    ...(lastDev === undefined
      ? []
      : [`dev log-perplexity ${lastDev.logPerplexity.toFixed(3)} at step ${lastDev.step}`]),
  ];
  return [`${at}: ${DIVERGENCE_CAUSES[cause]}`, ...(last.length > 0 ? [last.join(', ')] : [])].join(
    '; ',
  );
}

/** What a run ended by that was not to go on to the last step of its schedule. */
export function describeEnd({ config, training, timing }: RunResult): string | undefined {
  const { endedBy, steps, sourceTokens, targetTokens } = training;
  if (endedBy === undefined || steps === config.training.steps) return undefined;
  return (
    `ended by training.stopAt.${endedBy} at step ${steps} of ${config.training.steps}: ` +
    `${sourceTokens + targetTokens} tokens, ${timing.trainingSeconds.toFixed(1)} s`
  );
}

/** What is to be said of a run that ends where symbol frequencies alone would bring it. */
export function describePlateau({ unigram, dev }: RunResult): string | undefined {
  const last = dev.at(-1);
  if (unigram?.atEnd !== true || last === undefined) return undefined;
  return (
    `learned no more than symbol frequencies: dev log-perplexity ${last.logPerplexity.toFixed(3)}, ` +
    `theirs is ${unigram.logPerplexity.toFixed(3)}`
  );
}
