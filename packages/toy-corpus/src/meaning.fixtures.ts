/** Short ways to write meanings in tests. */
import { type Adjective, adjectiveGroups } from './lexicon/adjectives.ts';
import { type Determiner, determiners } from './lexicon/determiners.ts';
import type { Invariable } from './lexicon/features.ts';
import { firstNames, placeNames } from './lexicon/names.ts';
import type { Noun } from './lexicon/noun.ts';
import { nounsByClass } from './lexicon/nouns.ts';
import type { Preposition } from './lexicon/prepositions.ts';
import { type Pronoun, possessives } from './lexicon/pronouns.ts';
import type { Government } from './lexicon/valency.ts';
import type { Verb } from './lexicon/verbs.ts';
import type {
  Adverbial,
  Clause,
  NamePhrase,
  NominalPhrase,
  NounPhrase,
  Predicate,
  PrepositionalPhrase,
  PronounPhrase,
} from './meaning.ts';

function named<T>(items: readonly T[], english: (item: T) => string, name: string): T {
  const item = items.find((candidate) => english(candidate) === name);
  if (item === undefined) throw new Error(`the lexicon has no '${name}'`);
  return item;
}

export const noun = (english: string): Noun =>
  named(Object.values(nounsByClass).flat(), (item) => item.english.singular, english);

export const adjective = (english: string): Adjective =>
  named(adjectiveGroups.flat(), (item) => item.english.positive, english);

export const possessive = (english: string): Determiner =>
  named(possessives, (item) => item.english.singular, english);

type NominalExtras = Partial<Omit<NominalPhrase, 'kind' | 'determiner' | 'adjectives' | 'noun'>>;

/** A phrase from its English words: nominal(the, 'old man'). */
export function nominal(
  determiner: Determiner,
  english: string,
  extras: NominalExtras = {},
): NominalPhrase {
  const words = english.split(' ');
  return {
    kind: 'nominal',
    determiner,
    adjectives: words.slice(0, -1).map(adjective),
    noun: noun(words.at(-1) ?? ''),
    number: 'singular',
    ...extras,
  };
}

export const the = (english: string, extras: NominalExtras = {}): NominalPhrase =>
  nominal(determiners.definite, english, extras);

export const a = (english: string, extras: NominalExtras = {}): NominalPhrase =>
  nominal(determiners.indefinite, english, extras);

export const pronoun = (of: Pronoun): PronounPhrase => ({ kind: 'pronoun', pronoun: of });

export const person = (name: string): NamePhrase => ({
  kind: 'name',
  name: named(firstNames, (item) => item.english, name),
});

export const place = (name: string): NamePhrase => ({
  kind: 'name',
  name: named(placeNames, (item) => item.english, name),
});

export const prepositional = (
  preposition: Preposition,
  object: NounPhrase,
): PrepositionalPhrase => ({ kind: 'prepositional', preposition, object });

export const adverb = (word: Invariable): Adverbial => ({ kind: 'adverb', ...word });

type ClauseExtras = Partial<Omit<Predicate, 'verb'>> &
  Partial<Omit<Clause, 'subject' | 'predicate'>>;

/** An affirmative active clause in the present, unless the extras say otherwise. */
export function clause(subject: NounPhrase, verb: Verb, extras: ClauseExtras = {}): Clause {
  const { tense = 'present', modal, fronted, ...rest } = extras;
  const government: Government = 'accusative';
  const predicate: Predicate = {
    verb,
    voice: 'active',
    negated: false,
    government,
    adverbials: {},
    ...rest,
  };
  return { subject, tense, modal, fronted, predicate };
}
