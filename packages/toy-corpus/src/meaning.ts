/**
 * What a sentence says, before either language puts it into words. The English and the German
 * realiser read the same structure, so a sentence has one translation by construction.
 */
import type { Adjective } from './lexicon/adjectives.ts';
import type { Coordinator, Subordinator } from './lexicon/connectives.ts';
import type { Determiner } from './lexicon/determiners.ts';
import type { GrammaticalNumber, Invariable, Tense } from './lexicon/features.ts';
import type { Modal } from './lexicon/functionVerbs.ts';
import type { Noun } from './lexicon/noun.ts';
import type { Preposition } from './lexicon/prepositions.ts';
import type { Interrogative, Pronoun } from './lexicon/pronouns.ts';
import type { Government } from './lexicon/valency.ts';
import type { Verb } from './lexicon/verbs.ts';

/** A noun with its companions: the three old houses of my sister in Berlin. */
export type NominalPhrase = {
  readonly kind: 'nominal';
  readonly determiner: Determiner;
  readonly numeral?: Invariable;
  readonly adjectives: readonly Adjective[];
  readonly noun: Noun;
  readonly number: GrammaticalNumber;
  /** A person to whom it belongs, in place of the determiner that English would have. */
  readonly possessor?: NominalPhrase | NamePhrase;
  readonly location?: PrepositionalPhrase;
  readonly relative?: RelativeClause;
};

export type PronounPhrase = { readonly kind: 'pronoun'; readonly pronoun: Pronoun };
export type NamePhrase = { readonly kind: 'name'; readonly name: Invariable };
export type InterrogativePhrase = {
  readonly kind: 'interrogative';
  readonly interrogative: Interrogative;
};

export type NounPhrase =
  | NominalPhrase
  | PronounPhrase
  | NamePhrase
  | InterrogativePhrase
  /** Two people: the man and his wife. */
  | {
      readonly kind: 'coordination';
      readonly conjuncts: readonly [NominalPhrase | NamePhrase, NominalPhrase | NamePhrase];
    }
  /** The empty subject of 'it rains' and 'there is'. */
  | { readonly kind: 'expletive'; readonly english: 'it' | 'there' }
  /** The subject that a relative pronoun has taken over; it only lends the verb its number. */
  | { readonly kind: 'gap'; readonly number: GrammaticalNumber };

export type PrepositionalPhrase = {
  readonly kind: 'prepositional';
  readonly preposition: Preposition;
  readonly object: NounPhrase;
};

/** `role`: what the antecedent is inside the clause, which lacks that part. */
export type RelativeClause = {
  readonly role: 'subject' | 'object' | 'site';
  readonly clause: Clause;
};

export type Adverbial = ({ readonly kind: 'adverb' } & Invariable) | PrepositionalPhrase;

export type Adverbials = {
  readonly time?: Adverbial;
  readonly frequency?: Adverbial;
  readonly manner?: Adverbial;
  /** With or for whom. */
  readonly circumstance?: Adverbial;
  readonly place?: Adverbial;
};

/** What completes a verb besides its objects. */
export type Complement =
  | PrepositionalPhrase
  | { readonly kind: 'adjective'; readonly adjective: Adjective; readonly comparison?: Comparison }
  | { readonly kind: 'predicative'; readonly phrase: NounPhrase }
  | { readonly kind: 'clause'; readonly complementiser: Invariable; readonly clause: Clause }
  | { readonly kind: 'infinitive'; readonly predicate: Predicate };

export type Comparison = {
  readonly degree: 'more' | 'equal';
  readonly standard: NounPhrase;
};

/** All of a clause but its subject and tense. */
export type Predicate = {
  readonly verb: Verb;
  readonly voice: 'active' | 'passive';
  readonly negated: boolean;
  readonly object?: NounPhrase;
  /** How German marks the object. */
  readonly government: Government;
  readonly recipient?: NounPhrase;
  readonly complement?: Complement;
  readonly adverbials: Adverbials;
};

export type Clause = {
  readonly subject: NounPhrase;
  readonly tense: Tense;
  readonly modal?: Modal;
  readonly predicate: Predicate;
  /** The adverbial that opens the clause where it is a main clause. */
  readonly fronted?: 'time' | 'place';
};

/** What a question leaves open. */
export type Asked = 'yes or no' | 'subject' | 'object' | { readonly adverb: Invariable };

export type Sentence =
  | { readonly kind: 'simple'; readonly clause: Clause }
  | {
      readonly kind: 'coordinate';
      readonly first: Clause;
      readonly coordinator: Coordinator;
      readonly second: Clause;
    }
  | {
      readonly kind: 'complex';
      readonly main: Clause;
      readonly subordinator: Subordinator;
      readonly subordinate: Clause;
      readonly subordinateFirst: boolean;
    }
  | { readonly kind: 'question'; readonly clause: Clause; readonly asked: Asked };
