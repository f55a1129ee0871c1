import { disposeTree, leaf } from 'sublinear-optim';
import type { Executor, Program } from '../executor/executor.ts';
import { batchInputs, batchSignature, type TokenBatch } from '../model/batch.ts';

/**
 * What computes log-perplexity: the mean negative log-likelihood of a target token, in nats, without
 * label smoothing or dropout, over all `batches`.
 *
 * @param likelihood see `likelihoodProgram`
 */
export function compileLogPerplexity(
  executor: Executor,
  likelihood: Program,
  batches: readonly TokenBatch[],
): () => Promise<number> {
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
