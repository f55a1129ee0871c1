import {
  frequencyAdverbs,
  mannerAdverbs,
  type TimeAdverb,
  timeAdverbs,
} from '../lexicon/adverbs.ts';
import type { Invariable, Tense } from '../lexicon/features.ts';
import { prepositions } from '../lexicon/prepositions.ts';
import { favours, sociable } from '../lexicon/valency.ts';
import type { Verb } from '../lexicon/verbs.ts';
import type { Adverbial, NounPhrase } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { type Sampler, zipfSampler } from '../zipf.ts';
import { drawNoun } from './choice.ts';
import { nominalPhrase, objectPhrase } from './nounPhrase.ts';
import { prepositional } from './place.ts';

const drawFrequency = zipfSampler(frequencyAdverbs);

const timeSampler = (tense: Tense, negatable: boolean): Sampler<TimeAdverb> =>
  zipfSampler(
    timeAdverbs.filter(
      (adverb) => adverb.tenses.includes(tense) && (adverb.negatable || !negatable),
    ),
  );

const timesOf = (tense: Tense) => ({
  affirmed: timeSampler(tense, false),
  negated: timeSampler(tense, true),
});

const TIMES = {
  present: timesOf('present'),
  past: timesOf('past'),
  perfect: timesOf('perfect'),
  future: timesOf('future'),
};

/** An adverbial of time that fits the tense: today, after the concert. */
export function timeAdverbial(random: RandomSource, tense: Tense, negated: boolean): Adverbial {
  if (tense !== 'perfect' && chance(random, 14)) {
    const preposition = chance(random, 60) ? prepositions.after : prepositions.during;
    return prepositional(
      preposition,
      nominalPhrase(random, drawNoun(random, ['event', 'contest']), 'definite'),
    );
  }
  const draw = negated ? TIMES[tense].negated : TIMES[tense].affirmed;
  return { kind: 'adverb', ...draw(random) };
}

/** An adverbial of frequency. */
export function frequencyAdverbial(random: RandomSource): Adverbial {
  return { kind: 'adverb', ...drawFrequency(random) };
}

const mannerSamplers = new Map<Verb, Sampler<Invariable> | undefined>();

/** An adverbial of the manner of an action, if the verb has any. */
export function mannerAdverbial(random: RandomSource, verb: Verb): Adverbial | undefined {
  if (!mannerSamplers.has(verb)) {
    const suitable = mannerAdverbs.filter(({ suits }) => suits.includes(verb));
    mannerSamplers.set(verb, suitable.length > 0 ? zipfSampler(suitable) : undefined);
  }
  const adverb = mannerSamplers.get(verb)?.(random);
  return adverb === undefined
    ? undefined
    : { kind: 'adverb', english: adverb.english, german: adverb.german };
}

/** With, without or for somebody, if the verb allows it. */
export function circumstanceAdverbial(
  random: RandomSource,
  verb: Verb,
  subject: NounPhrase,
): Adverbial | undefined {
  const isFavour = favours.includes(verb);
  const isSociable = sociable.includes(verb);
  if (!isFavour && !isSociable) return undefined;
  const preposition = weighted(random, [
    [isSociable ? 60 : 0, prepositions.with],
    [isSociable ? 20 : 0, prepositions.without],
    [isFavour ? 60 : 0, prepositions.for],
  ]);
  return prepositional(preposition, objectPhrase(random, ['person'], 'definite', subject));
}
