import { determiners } from '../lexicon/determiners.ts';
import type { Agreement } from '../lexicon/features.ts';
import type {
  Clause,
  NominalPhrase,
  NounPhrase,
  PrepositionalPhrase,
  RelativeClause,
} from '../meaning.ts';
import { type Words, words } from '../orthography.ts';
import { declarative } from './clause.ts';
import { indefiniteArticle, possessiveForm } from './inflection.ts';

/** English tells only pronouns apart: he and him. */
export type EnglishCase = 'subject' | 'object';

/** The person and number that the subject of a clause gives the verb. */
export function agreementOf({ subject, predicate }: Clause): Agreement {
  switch (subject.kind) {
    case 'pronoun': {
      const { agreement } = subject.pronoun;
      // 'You' takes a plural verb even where it means one person.
      return agreement.person === 2 ? { person: 2, number: 'plural' } : agreement;
    }
    case 'nominal':
    case 'gap':
      return { person: 3, number: subject.number };
    case 'coordination':
      return { person: 3, number: 'plural' };
    case 'expletive':
      return {
        person: 3,
        number: subject.english === 'there' ? numberOf(predicate.object) : 'singular',
      };
    case 'name':
    case 'interrogative':
      return { person: 3, number: 'singular' };
  }
}

const numberOf = (phrase: NounPhrase | undefined): Agreement['number'] =>
  phrase?.kind === 'nominal' ? phrase.number : 'singular';

/** A noun phrase. */
export function nounPhrase(phrase: NounPhrase, englishCase: EnglishCase): Words {
  switch (phrase.kind) {
    case 'nominal':
      return nominalPhrase(phrase);
    case 'name':
      return [phrase.name.english];
    case 'pronoun':
      return [phrase.pronoun.english[englishCase]];
    case 'interrogative':
      return [phrase.interrogative.english];
    case 'coordination': {
      const [first, second] = phrase.conjuncts;
      return [...nounPhrase(first, englishCase), 'and', ...nounPhrase(second, englishCase)];
    }
    case 'expletive':
      return [phrase.english];
    case 'gap':
      return [];
  }
}

function nominalPhrase(phrase: NominalPhrase): Words {
  const { noun, number } = phrase;
  const core = [
    ...words(phrase.numeral?.english ?? ''),
    ...phrase.adjectives.map((adjective) => adjective.english.positive),
    noun.english[number],
  ];
  return [
    ...determinerWords(phrase, core[0] ?? ''),
    ...core,
    ...(phrase.location === undefined ? [] : prepositionalPhrase(phrase.location)),
    ...(phrase.relative === undefined ? [] : relativeClause(phrase.relative, phrase)),
  ];
}

function determinerWords({ determiner, number, possessor }: NominalPhrase, next: string): Words {
  if (possessor !== undefined) {
    const owner = nounPhrase(possessor, 'subject');
    return [...owner.slice(0, -1), possessiveForm(owner.at(-1) ?? '')];
  }
  if (determiner === determiners.indefinite) return [indefiniteArticle(next)];
  return words(determiner.english[number]);
}

function relativeClause({ role, clause }: RelativeClause, { noun }: NominalPhrase): Words {
  const isPerson = noun.class === 'person';
  switch (role) {
    case 'subject':
      return declarative([isPerson ? 'who' : 'that'], clause);
    case 'object':
      return declarative([isPerson ? 'whom' : 'that'], clause);
    case 'site':
      return declarative(['in which'], clause);
  }
}

/** A prepositional phrase. */
export function prepositionalPhrase({ preposition, object }: PrepositionalPhrase): Words {
  return [preposition.english, ...nounPhrase(object, 'object')];
}
