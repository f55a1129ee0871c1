import { determiners } from '../lexicon/determiners.ts';
import type { Adverbial, Clause, Complement, NounPhrase, Predicate } from '../meaning.ts';
import { type Words, words } from '../orthography.ts';
import { reflexivePronoun } from './conjugation.ts';
import { agreementOf, nounPhrase, prepositionalPhrase, underPreposition } from './nounPhrase.ts';
import { verbComplex, zuInfinitive } from './verbComplex.ts';

/** What stands before the finite verb of a main clause. */
export type Prefield =
  | { readonly kind: 'subject' | 'object' | 'time' | 'place' }
  /** Something from outside the clause, such as a subordinate clause or 'warum'. */
  | { readonly kind: 'words'; readonly words: Words };

/** A finite verb in second place: Heute schläft der Mann. */
export function verbSecond(clause: Clause, prefield: Prefield): Words {
  const { finite, particle, nonfinite } = verbsOf(clause);
  return [
    ...prefieldWords(clause, prefield),
    finite,
    ...(prefield.kind === 'subject' ? reflexive(clause) : subjectInMiddleField(clause)),
    ...middleField(clause.predicate, prefield.kind),
    ...words(particle),
    ...nonfinite,
    ...postfield(clause),
  ];
}

/** A finite verb in first place, as in a yes-or-no question: Schläft der Mann? */
export function verbFirst(clause: Clause): Words {
  return verbSecond(clause, { kind: 'words', words: [] });
}

/** A subordinate clause between commas, its finite verb last: weil der Mann schläft. */
export function verbFinal(introducer: Words, clause: Clause): Words {
  const { finite, particle, nonfinite } = verbsOf(clause);
  return [
    ',',
    ...introducer,
    ...subjectInMiddleField(clause),
    ...middleField(clause.predicate),
    ...nonfinite,
    particle + finite,
    ...postfield(clause),
    ',',
  ];
}

function verbsOf({ subject, predicate, tense, modal }: Clause) {
  return verbComplex(predicate.verb.german, predicate.voice, tense, modal, agreementOf(subject));
}

function reflexive({ predicate, subject }: Pick<Clause, 'predicate' | 'subject'>): Words {
  const { reflexive: isReflexive } = predicate.verb.german;
  return isReflexive ? [reflexivePronoun(agreementOf(subject))] : [];
}

/** The unstressed reflexive goes before a noun as the subject, but after a pronoun. */
function subjectInMiddleField(clause: Clause): Words {
  const { subject } = clause;
  const subjectWords = nounPhrase(subject, 'nominative');
  const isUnstressed = subject.kind === 'pronoun' || subject.kind === 'interrogative';
  return isUnstressed
    ? [...subjectWords, ...reflexive(clause)]
    : [...reflexive(clause), ...subjectWords];
}

function prefieldWords({ subject, predicate }: Clause, prefield: Prefield): Words {
  switch (prefield.kind) {
    case 'subject':
      return nounPhrase(subject, 'nominative');
    case 'object':
      return objectWords(predicate);
    case 'time':
      return adverbialWords(predicate.adverbials.time);
    case 'place':
      return adverbialWords(predicate.adverbials.place);
    case 'words':
      return prefield.words;
  }
}

/**
 * All between the subject and the verbs at the end: pronouns, then time, recipient and known
 * objects, then frequency and negation, then manner and place, then new objects, and last what
 * belongs most closely to the verb. `fronted` is left out.
 */
function middleField(predicate: Predicate, fronted?: Prefield['kind']): Words {
  const { adverbials, complement, recipient } = predicate;
  const { object, nicht } = negation(predicate);
  const objectAt = fronted === 'object' ? undefined : objectPosition(predicate);
  const objectIf = (position: ObjectPosition): Words =>
    object !== undefined && objectAt === position ? objectWords({ ...predicate, object }) : [];
  return [
    ...objectIf('pronoun'),
    ...(recipient?.kind === 'pronoun' ? nounPhrase(recipient, 'dative') : []),
    ...(fronted === 'time' ? [] : adverbialWords(adverbials.time)),
    ...(recipient === undefined || recipient.kind === 'pronoun'
      ? []
      : nounPhrase(recipient, 'dative')),
    ...objectIf('known'),
    ...adverbialWords(adverbials.frequency),
    ...words(nicht ? 'nicht' : ''),
    ...adverbialWords(adverbials.manner),
    ...adverbialWords(adverbials.circumstance),
    ...(fronted === 'place' ? [] : adverbialWords(adverbials.place)),
    ...objectIf('new'),
    ...objectIf('prepositional'),
    ...complementWords(complement, predicate),
  ];
}

type ObjectPosition = 'pronoun' | 'known' | 'new' | 'prepositional';

/** Definite objects stand before adverbials of place, indefinite ones after. */
function objectPosition({ object, government }: Predicate): ObjectPosition | undefined {
  if (object === undefined) return undefined;
  if (typeof government !== 'string') return 'prepositional';
  if (object.kind === 'pronoun') return 'pronoun';
  return isKnown(object) ? 'known' : 'new';
}

function isKnown(phrase: NounPhrase): boolean {
  if (phrase.kind !== 'nominal') return true;
  return phrase.determiner.reference === 'definite' || phrase.possessor !== undefined;
}

function objectWords({ object, government }: Predicate): Words {
  if (object === undefined) return [];
  return typeof government === 'string'
    ? nounPhrase(object, government)
    : underPreposition(government, object);
}

/** A phrase with 'ein' or nothing before it, which 'nicht' turns into 'kein'. */
function isIndefinite(phrase: NounPhrase): boolean {
  return (
    phrase.kind === 'nominal' &&
    phrase.determiner.reference === 'indefinite' &&
    phrase.numeral === undefined &&
    phrase.possessor === undefined
  );
}

function withKein(phrase: NounPhrase): NounPhrase {
  return phrase.kind === 'nominal' ? { ...phrase, determiner: determiners.no } : phrase;
}

/** Whether a negation goes into the object as 'kein', and else whether 'nicht' stands alone. */
function negation(predicate: Predicate): { object: NounPhrase | undefined; nicht: boolean } {
  const { object, negated, government } = predicate;
  if (!negated) return { object, nicht: false };
  if (object !== undefined && typeof government === 'string' && isIndefinite(object)) {
    return { object: withKein(object), nicht: false };
  }
  const { complement } = predicate;
  return {
    object,
    nicht: !(complement?.kind === 'predicative' && isIndefinite(complement.phrase)),
  };
}

function adverbialWords(adverbial: Adverbial | undefined): Words {
  if (adverbial === undefined) return [];
  return adverbial.kind === 'adverb' ? [adverbial.german] : prepositionalPhrase(adverbial);
}

function complementWords(complement: Complement | undefined, { negated }: Predicate): Words {
  switch (complement?.kind) {
    case 'prepositional':
      return prepositionalPhrase(complement);
    case 'predicative': {
      const { phrase } = complement;
      return nounPhrase(negated && isIndefinite(phrase) ? withKein(phrase) : phrase, 'nominative');
    }
    case 'adjective': {
      const { adjective, comparison } = complement;
      if (comparison === undefined) return [adjective.german.positive];
      const standard = nounPhrase(comparison.standard, 'nominative');
      return comparison.degree === 'more'
        ? [adjective.german.comparative, 'als', ...standard]
        : ['so', adjective.german.positive, 'wie', ...standard];
    }
    case 'clause':
    case 'infinitive':
    case undefined:
      return [];
  }
}

/** The clauses that follow the verbs at the end. */
function postfield({ subject, predicate }: Pick<Clause, 'subject' | 'predicate'>): Words {
  const { complement } = predicate;
  switch (complement?.kind) {
    case 'clause':
      return verbFinal([complement.complementiser.german], complement.clause);
    case 'infinitive':
      return infinitiveClause(complement.predicate, subject);
    default:
      return [];
  }
}

/** A clause that shares the subject of the clause above it: , sich auszuruhen. */
function infinitiveClause(predicate: Predicate, subject: NounPhrase): Words {
  return [
    ',',
    ...reflexive({ predicate, subject }),
    ...middleField(predicate),
    ...zuInfinitive(predicate.verb.german, predicate.voice),
    ...postfield({ predicate, subject }),
    ',',
  ];
}
