/** A translation in the making. */
type Hypothesis = {
  readonly symbols: readonly number[];
  /** Of its symbols, given the source; nats. */
  readonly logProbability: number;
  /** Its place in the beam at each position, before the symbol of that position was known. */
  readonly places: readonly number[];
};

/** A hypothesis of the beam with one symbol more. */
export type Candidate = {
  /** The place in the beam of the hypothesis that it continues. */
  readonly parent: number;
  readonly symbol: number;
  readonly logProbability: number;
};

/** A translation that has ended. */
type Finished = {
  /** Without the end symbol. */
  readonly symbols: readonly number[];
  /** Its log-probability, the end symbol's included, divided by its length penalty. */
  readonly score: number;
};

/** How far the search for the translation of one sentence is. */
export type SentenceSearch = {
  /** The beam, the likeliest first; empty when the search is over. */
  readonly alive: readonly Hypothesis[];
  /** The best that has ended. */
  readonly finished?: Finished;
};

export type SearchRules = {
  /** Hypotheses that stay alive at each position. */
  readonly beamSize: number;
  /** The exponent of the length penalty, 0 or more; 0 compares log-probabilities as they are. */
  readonly alpha: number;
  /** Positions that a translation may take, the end symbol's included. */
  readonly longest: number;
  readonly eosId: number;
};

/**
 * The divisor of the log-probability of a translation of `length` symbols, so that long ones
 * are not at a disadvantage (Wu et al., 2016, equation 14, without its coverage penalty). As in
 * Tensor2Tensor, the end symbol counts.
 */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/** The search before the first position: one hypothesis, which says nothing yet. */
export function beginSearch(): SentenceSearch {
  return { alive: [{ symbols: [], logProbability: 0, places: [] }] };
}

/**
 * Whether nothing alive can still become better than what has finished. Log-probabilities only
 * fall, so the most that a hypothesis can score is what it would score if it reached the longest
 * length at no further loss. Tensor2Tensor keeps as many finished hypotheses as the beam is wide,
 * and goes on until this holds for the worst of them; the best, which alone is asked for, is the
 * same under both rules.
 */
function isDecided(
  [likeliest]: readonly Hypothesis[],
  finished: Finished | undefined,
  { alpha, longest }: SearchRules,
): boolean {
  if (likeliest === undefined) return true;
  if (finished === undefined) return false;
  return likeliest.logProbability / lengthPenalty(longest, alpha) <= finished.score;
}

/**
 * Takes one position's candidates into the search. Those that end are finished and leave the beam,
 * which the likeliest of the others fill; of equally good ones, the earlier is kept.
 *
 * @param candidates of the whole beam, the likeliest first, at least 2 * beamSize where there are
 *   that many; what has no finite log-probability is none
 */
export function growSearch(
  search: SentenceSearch,
  candidates: readonly Candidate[],
  rules: SearchRules,
): SentenceSearch {
  const alive: Hypothesis[] = [];
  let { finished } = search;
  for (const { parent, symbol, logProbability } of candidates) {
    // Minus infinity is what must not be said; a model that has diverged gives NaN.
    if (!Number.isFinite(logProbability)) continue;
    const { symbols, places } = search.alive[parent]!;
    if (symbol === rules.eosId) {
      const score = logProbability / lengthPenalty(symbols.length + 1, rules.alpha);
      if (finished === undefined || score > finished.score) finished = { symbols, score };
    } else if (alive.length < rules.beamSize) {
      alive.push({ symbols: [...symbols, symbol], logProbability, places: [...places, parent] });
    }
  }
  return { alive: isDecided(alive, finished, rules) ? [] : alive, finished };
}

/** Whether nothing is left to do: the search is decided, or its hypotheses may grow no more. */
export function isOver({ alive: [first] }: SentenceSearch, { longest }: SearchRules): boolean {
  return first === undefined || first.symbols.length >= longest;
}

/**
 * The translation found: the best that has finished, or, where none has by the longest length, the
 * likeliest that is alive.
 */
export function bestTranslation({ alive, finished }: SentenceSearch): readonly number[] {
  return finished?.symbols ?? alive[0]?.symbols ?? [];
}
