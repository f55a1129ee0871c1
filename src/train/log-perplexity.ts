import { disposeTree, leaf, underPrefix } from 'sublinear-optim';
import type { Executor, Program } from '../executor/executor.ts';
import { batchInputs, batchOf, batchSignature, type TokenBatch } from '../model/batch.ts';
import type { Model } from '../model/model.ts';
import type { RunResult } from '../results/result.ts';
import type { DevPoint } from './record.ts';
import { PARAMETERS } from './step.ts';

/**
 * Compiles log-perplexity: the mean negative log-likelihood of a target token, in nats, without label
 * smoothing or dropout, over all `batches`.
 */
export function compileLogPerplexity(
  executor: Executor,
  model: Model,
  batches: readonly TokenBatch[],
): () => Promise<number> {
  const likelihood: Program = (state, inputs) => {
    const { total } = model.likelihood(underPrefix(PARAMETERS, state), batchOf(inputs));
    return { outputs: { total } };
  };
  const likelihoodOf = executor.compile(
    likelihood,
    batches.map((batch) => batchSignature(batch, batch.packing !== undefined)),
  );
  return async () => {
    let sum = 0;
    let tokens = 0;
    for (const batch of batches) {
      const inputs = batchInputs(batch);
      const outputs = likelihoodOf(inputs);
      const [total] = await leaf(outputs, 'total').data();
      sum += total!;
      tokens += batch.targetTokens;
      disposeTree({ ...inputs, ...outputs });
    }
    return sum / tokens;
  };
}

/**
 * How far below the unigram baseline a log-perplexity still counts as being at it, in nats a token.
 * Frequencies that know which symbols begin a sentence get 0.2 below it, those that know the place
 * of every symbol 0.4, and those that know the symbol before it more than 2 (Tatoeba and the built-in
 * corpus), so a model within 0.1 has learned none of these.
 */
const TOLERANCE = 0.1;

/**
 * When the model knew nothing but how frequent symbols are: the stretches of the development curve at
 * the unigram baseline or above. Where the paper has BLEU 0.1 to 0.5, training ended there. It was not
 * given up then, and it is not given up here.
 *
 * @param baseline see `unigramLogPerplexity`
 */
export function unigramPlateau(
  baseline: number,
  dev: readonly DevPoint[],
): NonNullable<RunResult['unigram']> {
  const plateaus: { from: number; to: number }[] = [];
  let atEnd = false;
  for (const { step, logPerplexity } of dev) {
    const there = logPerplexity >= baseline - TOLERANCE;
    if (there && atEnd) plateaus.at(-1)!.to = step;
    else if (there) plateaus.push({ from: step, to: step });
    atEnd = there;
  }
  return { logPerplexity: baseline, tolerance: TOLERANCE, plateaus, atEnd };
}
