import type { Adverbial, Clause, Complement, Predicate } from '../meaning.ts';
import { type Words, words } from '../orthography.ts';
import { agreementOf, nounPhrase, prepositionalPhrase } from './nounPhrase.ts';
import { toInfinitive, verbComplex } from './verbComplex.ts';

/** A clause in the order of a statement, behind a conjunction or pronoun if it has one. */
export function declarative(introducer: Words, clause: Clause): Words {
  const { finite, auxiliary, nonfinite } = verbsOf(clause, false);
  const { predicate, fronted } = clause;
  const frequency = adverbialWords(predicate.adverbials.frequency);
  return [
    ...introducer,
    ...(fronted === undefined ? [] : adverbialWords(predicate.adverbials[fronted])),
    ...nounPhrase(clause.subject, 'subject'),
    ...(auxiliary
      ? [...negatedForm(finite, predicate.negated), ...frequency]
      : [...frequency, finite]),
    ...nonfinite,
    ...predicateRest(predicate, fronted),
  ];
}

/** An auxiliary with 'not', which English writes as one word with 'can' alone. */
function negatedForm(auxiliary: string, negated: boolean): Words {
  if (!negated) return [auxiliary];
  return auxiliary === 'can' ? ['cannot'] : [auxiliary, 'not'];
}

/** A clause with the finite verb before the subject: does the man sleep, why does the man sleep. */
export function inverted(introducer: Words, clause: Clause, objectAsked = false): Words {
  const { finite, nonfinite } = verbsOf(clause, true);
  const { predicate } = clause;
  return [
    ...introducer,
    finite,
    ...nounPhrase(clause.subject, 'subject'),
    ...words(predicate.negated ? 'not' : ''),
    ...adverbialWords(predicate.adverbials.frequency),
    ...nonfinite,
    ...predicateRest(objectAsked ? { ...predicate, object: undefined } : predicate),
  ];
}

function verbsOf(clause: Clause, isInverted: boolean) {
  const { predicate, tense, modal } = clause;
  const auxiliaryNeeded = isInverted || predicate.negated;
  const { verb, voice } = predicate;
  return verbComplex(verb.english, voice, tense, modal, agreementOf(clause), auxiliaryNeeded);
}

/** All after the verbs: objects, complement, then manner, company, place and time. */
function predicateRest(predicate: Predicate, fronted?: Clause['fronted']): Words {
  const { verb, object, recipient, complement, adverbials } = predicate;
  const { particle, preposition } = verb.english;
  const objectWords = object === undefined ? [] : nounPhrase(object, 'object');
  return [
    ...(object?.kind === 'pronoun'
      ? [...objectWords.slice(0, preposition === '' ? 1 : 0), ...words(particle, preposition)]
      : words(particle, preposition)),
    ...(recipient === undefined ? [] : nounPhrase(recipient, 'object')),
    ...(object?.kind === 'pronoun' && preposition === '' ? [] : objectWords),
    ...complementWords(complement),
    ...adverbialWords(adverbials.manner),
    ...adverbialWords(adverbials.circumstance),
    ...(fronted === 'place' ? [] : adverbialWords(adverbials.place)),
    ...(fronted === 'time' ? [] : adverbialWords(adverbials.time)),
  ];
}

function adverbialWords(adverbial: Adverbial | undefined): Words {
  if (adverbial === undefined) return [];
  return adverbial.kind === 'adverb' ? [adverbial.english] : prepositionalPhrase(adverbial);
}

function complementWords(complement: Complement | undefined): Words {
  switch (complement?.kind) {
    case 'prepositional':
      return prepositionalPhrase(complement);
    case 'predicative':
      return nounPhrase(complement.phrase, 'object');
    case 'adjective': {
      const { adjective, comparison } = complement;
      if (comparison === undefined) return [adjective.english.positive];
      const standard = nounPhrase(comparison.standard, 'object');
      return comparison.degree === 'more'
        ? [adjective.english.comparative, 'than', ...standard]
        : ['as', adjective.english.positive, 'as', ...standard];
    }
    case 'clause':
      return declarative([complement.complementiser.english], complement.clause);
    case 'infinitive': {
      const { predicate } = complement;
      return [
        ...toInfinitive(predicate.verb.english, predicate.voice),
        ...predicateRest(predicate),
      ];
    }
    case undefined:
      return [];
  }
}
