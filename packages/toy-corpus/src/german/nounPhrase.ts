import type { Agreement, Case } from '../lexicon/features.ts';
import type { Preposition } from '../lexicon/prepositions.ts';
import type { NominalPhrase, NounPhrase, PrepositionalPhrase, RelativeClause } from '../meaning.ts';
import { type Words, words } from '../orthography.ts';
import { verbFinal } from './clause.ts';
import {
  adjectiveForm,
  declensionAfter,
  determinerForm,
  nounForm,
  relativePronoun,
} from './declension.ts';

/** The person and number that a noun phrase as a subject gives the verb. */
export function agreementOf(phrase: NounPhrase): Agreement {
  switch (phrase.kind) {
    case 'pronoun':
      return phrase.pronoun.agreement;
    case 'nominal':
    case 'gap':
      return { person: 3, number: phrase.number };
    case 'coordination':
      return { person: 3, number: 'plural' };
    case 'name':
    case 'interrogative':
    case 'expletive':
      return { person: 3, number: 'singular' };
  }
}

/** A noun phrase in its case. */
export function nounPhrase(phrase: NounPhrase, grammaticalCase: Case): Words {
  switch (phrase.kind) {
    case 'nominal':
      return nominalPhrase(phrase, grammaticalCase);
    case 'name':
      return [grammaticalCase === 'genitive' ? `${phrase.name.german}s` : phrase.name.german];
    case 'pronoun':
      return [phrase.pronoun.german[withoutGenitive(grammaticalCase)]];
    case 'interrogative':
      return [phrase.interrogative.german[withoutGenitive(grammaticalCase)]];
    case 'coordination': {
      const [first, second] = phrase.conjuncts;
      return [...nounPhrase(first, grammaticalCase), 'und', ...nounPhrase(second, grammaticalCase)];
    }
    case 'expletive':
      return ['es'];
    case 'gap':
      return [];
  }
}

function withoutGenitive(grammaticalCase: Case): Exclude<Case, 'genitive'> {
  if (grammaticalCase === 'genitive') {
    throw new Error('expected another case than the genitive: pronouns have none here');
  }
  return grammaticalCase;
}

function nominalPhrase(phrase: NominalPhrase, grammaticalCase: Case): Words {
  const { determiner, noun, number, possessor } = phrase;
  const { gender } = noun.german;
  const declension = declensionAfter(determiner);
  return [
    ...(possessor?.kind === 'name' ? nounPhrase(possessor, 'genitive') : []),
    ...words(
      determinerForm(determiner, grammaticalCase, gender, number),
      phrase.numeral?.german ?? '',
    ),
    ...phrase.adjectives.map((adjective) =>
      adjectiveForm(adjective, declension, grammaticalCase, gender, number),
    ),
    nounForm(noun, grammaticalCase, number),
    ...(possessor?.kind === 'nominal' ? nounPhrase(possessor, 'genitive') : []),
    ...(phrase.location === undefined ? [] : prepositionalPhrase(phrase.location)),
    ...(phrase.relative === undefined ? [] : relativeClause(phrase.relative, phrase)),
  ];
}

function relativeClause({ role, clause }: RelativeClause, antecedent: NominalPhrase): Words {
  const pronoun = (grammaticalCase: Case): string =>
    relativePronoun(grammaticalCase, antecedent.noun.german.gender, antecedent.number);
  switch (role) {
    case 'subject':
      return verbFinal([pronoun('nominative')], clause);
    case 'object': {
      const { government } = clause.predicate;
      return typeof government === 'string'
        ? verbFinal([pronoun(government)], clause)
        : verbFinal([government.german, pronoun(government.governs)], clause);
    }
    case 'site':
      return verbFinal(['in', pronoun('dative')], clause);
  }
}

// The contractions that are usual in writing. They need an unstressed definite article.
const CONTRACTIONS: Readonly<Record<string, string>> = {
  'an dem': 'am',
  'bei dem': 'beim',
  'in dem': 'im',
  'in das': 'ins',
  'von dem': 'vom',
  'zu dem': 'zum',
  'zu der': 'zur',
};

/** Joins a preposition to a noun phrase, contracting it with a definite article. */
export function underPreposition(preposition: Preposition, object: NounPhrase): Words {
  const [first = '', ...rest] = nounPhrase(object, preposition.governs);
  const contraction = CONTRACTIONS[`${preposition.german} ${first}`];
  const contracts = object.kind === 'nominal' && object.determiner.german.inflection === 'article';
  return contracts && contraction !== undefined
    ? [contraction, ...rest]
    : [preposition.german, first, ...rest];
}

/** A prepositional phrase. */
export function prepositionalPhrase({ preposition, object }: PrepositionalPhrase): Words {
  return underPreposition(preposition, object);
}
