import * as tf from '@tensorflow/tfjs-core';
import type { BeamOptions } from '../../src/decode/steps.ts';
import type { ModelContext } from '../../src/model/norm.ts';
import { encode } from '../../src/model/transformer.ts';
import { decode, idTensor, SYMBOLS, TINY_VOCABULARY } from './tiny-model.ts';

/*
 * Searches without caches or batches, in plain arrays, for tests to compare with.
 */

/** Log-probabilities of the symbol after each of `prefixes`, all of one length, by the model. */
export function nextSymbols(
  context: ModelContext,
  source: readonly number[],
  prefixes: readonly (readonly number[])[],
): number[][] {
  return tf.tidy(() => {
    const memory = encode(context, idTensor(prefixes.map(() => source)), SYMBOLS.padId);
    const logits = decode(
      context,
      idTensor(prefixes.map((ids) => [SYMBOLS.bosId, ...ids])),
      memory,
    );
    const all = tf.reshape(logits, [prefixes.length, -1, TINY_VOCABULARY]);
    const last = tf.slice(all, [0, prefixes[0]!.length, 0], [-1, 1, -1]);
    const rows = tf.reshape(last, [prefixes.length, -1]).arraySync() as number[][];
    return rows.map((row) => {
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      return row.map((logit) => logit - Math.log(sum));
    });
  });
}

/** The likeliest symbol after each prefix of one sentence, until `eosId` or the longest length. */
export function naiveGreedySearch(
  context: ModelContext,
  source: readonly number[],
  eosId: number,
  extraLength: number,
): number[] {
  const found: number[] = [];
  while (found.length < source.length + extraLength) {
    const [next] = nextSymbols(context, source, [found]);
    const symbol = next!.indexOf(Math.max(...next!));
    if (symbol === eosId) break;
    found.push(symbol);
  }
  return found;
}

/** Equation 14 of Wu et al. (2016). */
export const lengthPenaltyOf = (length: number, alpha: number) =>
  (5 + length) ** alpha / 6 ** alpha;

/** The log-probability of `ids` and then `eosId`, over its length penalty. */
export function scoreOf(
  context: ModelContext,
  source: readonly number[],
  ids: readonly number[],
  eosId: number,
  alpha: number,
): number {
  const sum = [...ids, eosId].reduce(
    (total, symbol, i) => total + nextSymbols(context, source, [ids.slice(0, i)])[0]![symbol]!,
    0,
  );
  return sum / lengthPenaltyOf(ids.length + 1, alpha);
}

/**
 * Beam search for one sentence without caches, in plain arrays. It always goes on to the longest
 * length, and says after how many positions nothing that is alive could become the best any more.
 */
export function naiveBeamSearch(
  context: ModelContext,
  source: readonly number[],
  eosId: number,
  { extraLength, beamSize, alpha }: BeamOptions,
): { ids: number[]; steps: number } {
  const longest = source.length + extraLength;
  let alive = [{ ids: [] as number[], logProbability: 0 }];
  let best: { ids: number[]; score: number } | undefined;
  let steps = longest;
  for (let length = 1; length <= longest; length++) {
    const next = nextSymbols(
      context,
      source,
      alive.map(({ ids }) => ids),
    );
    const grown = alive
      .flatMap(({ ids, logProbability }, i) =>
        next[i]!.map((more, symbol) => ({
          ids: [...ids, symbol],
          logProbability: logProbability + more,
        })),
      )
      .filter(({ ids }) => ids.at(-1) !== SYMBOLS.padId && ids.at(-1) !== SYMBOLS.bosId)
      .sort((a, b) => b.logProbability - a.logProbability)
      .slice(0, 2 * beamSize);
    for (const { ids, logProbability } of grown.filter(({ ids }) => ids.at(-1) === eosId)) {
      const score = logProbability / lengthPenaltyOf(length, alpha);
      if (best === undefined || score > best.score) best = { ids: ids.slice(0, -1), score };
    }
    alive = grown.filter(({ ids }) => ids.at(-1) !== eosId).slice(0, beamSize);
    const hope = alive[0]!.logProbability / lengthPenaltyOf(longest, alpha);
    if (best !== undefined && hope <= best.score) steps = Math.min(steps, length);
  }
  return { ids: best?.ids ?? alive[0]!.ids, steps };
}
