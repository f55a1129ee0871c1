import { sizeOfShapes } from 'sublinear-optim';
import type { RunConfig } from '../config/run-config.ts';
import { vocabularySize } from '../data/vocabulary.ts';
import { parameterShapes } from '../model/parameters.ts';
import { DIVERGENCE_CAUSES } from '../results/divergence-causes.ts';
import type { Bleu, RunResult } from '../results/result.ts';
import { ownResultPath } from '../results/store.ts';
import { count } from './count.ts';

/** What is about to be trained, and where it goes; said before anything slow begins. */
export function describeStart(name: string, config: RunConfig, folder: string): string {
  const { model, data, training } = config;
  const { elements: parameters } = sizeOfShapes(
    parameterShapes(model, vocabularySize(data.vocabulary)),
  );
  return `${name}: ${parameters.toLocaleString('en')} parameters, ${count(training.steps, 'step')}, into ${folder}`;
}

/** Where and why a run was given up, and what it had before. */
export function describeDivergence({ training }: RunResult): string {
  const { divergedAt, divergence } = training;
  const at = `diverged at step ${divergedAt}`;
  if (divergence === undefined) return at;
  const { cause, firstLoss, lastLoss, lastDev } = divergence;
  const last = [
    firstLoss === undefined ? undefined : `loss ${firstLoss.toFixed(3)} at the start`,
    lastLoss && `${lastLoss.loss.toFixed(3)} at step ${lastLoss.step}`,
    lastDev && `dev log-perplexity ${lastDev.logPerplexity.toFixed(3)} at step ${lastDev.step}`,
  ].filter((part) => part !== undefined);
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

const describeBleu = ({ score, signature }: Bleu): string =>
  `BLEU ${score.toFixed(2)}  ${signature}`;

/** What the training of one model came to, and what to do with it: for people, a fact a line. */
export function describeTrained(result: RunResult, folder: string): string {
  const { test, best, averages = {}, dev } = result;
  const last = dev.at(-1);
  return [
    result.status === 'diverged' ? describeDivergence(result) : test && describeBleu(test.bleu),
    best && `${describeBleu(best.bleu)}  (best: step ${best.step})`,
    ...Object.entries(averages).map(
      ([average, { bleu }]) => `${describeBleu(bleu)}  (average: ${average})`,
    ),
    last && `development log-perplexity ${last.logPerplexity.toFixed(3)}`,
    describeEnd(result),
    describePlateau(result),
    `result: ${ownResultPath(folder)}`,
    // What diverged has nothing to translate with.
    test && `translate with it: npx sublinear translate ${folder}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}
