import type { Adjective, AdjectiveKind } from '../lexicon/adjectives.ts';
import { numerals } from '../lexicon/connectives.ts';
import { type Determiner, determiners } from '../lexicon/determiners.ts';
import type { GrammaticalNumber } from '../lexicon/features.ts';
import { firstNames, placeNames } from '../lexicon/names.ts';
import type { Noun, NounClass } from '../lexicon/noun.ts';
import { type Pronoun, possessives, pronouns } from '../lexicon/pronouns.ts';
import type { NamePhrase, NominalPhrase, NounPhrase, PronounPhrase } from '../meaning.ts';
import { chance, integerBelow, type RandomSource, weighted } from '../random.ts';
import { zipfSampler } from '../zipf.ts';
import { drawAdjective, drawNoun } from './choice.ts';

const drawPossessive = zipfSampler(possessives);
const drawNumeral = zipfSampler(numerals);
const drawPronoun = zipfSampler<Pronoun>(Object.values(pronouns));
const drawFirstName = zipfSampler(firstNames);
const drawPlaceName = zipfSampler(placeNames);

// Roughly 1 / rank again, with the article doubled as in running text.
const ANY_DETERMINER: readonly (readonly [number, Determiner | 'possessive'])[] = [
  [48, determiners.definite],
  [22, determiners.indefinite],
  [12, 'possessive'],
  [6, determiners.this],
  [3, determiners.many],
  [2, determiners.some],
  [2, determiners.every],
  [2, determiners.all],
  [1, determiners.no],
  [1, determiners.several],
  [1, determiners.few],
];

const DEFINITE_DETERMINER: typeof ANY_DETERMINER = [
  [70, determiners.definite],
  [22, 'possessive'],
  [8, determiners.this],
];

const PLAIN_DETERMINER: typeof ANY_DETERMINER = [
  [55, determiners.definite],
  [30, determiners.indefinite],
  [15, 'possessive'],
];

const PLACE_DETERMINER: typeof ANY_DETERMINER = [
  [80, determiners.definite],
  [14, 'possessive'],
  [6, determiners.this],
];

const INDEFINITE_DETERMINER: typeof ANY_DETERMINER = [
  [70, determiners.indefinite],
  [12, determiners.many],
  [8, determiners.some],
  [6, determiners.no],
  [4, determiners.few],
];

/**
 * Which determiners a noun phrase may have. `plain`: nothing that negation or a question would
 * make ambiguous; `indefinite`: what 'there is' introduces; `place`: where something happens, which
 * is rarely more than one place.
 */
export type Reference = 'any' | 'definite' | 'plain' | 'indefinite' | 'place';

const DETERMINERS: Readonly<Record<Reference, typeof ANY_DETERMINER>> = {
  any: ANY_DETERMINER,
  definite: DEFINITE_DETERMINER,
  plain: PLAIN_DETERMINER,
  indefinite: INDEFINITE_DETERMINER,
  place: PLACE_DETERMINER,
};

const PERCENT = {
  plural: 27,
  pluralPlace: 5,
  adjective: 32,
  secondAdjective: 14,
  numeral: 22,
  possessor: 6,
  namedPossessor: 40,
};

function drawDeterminer(random: RandomSource, reference: Reference): Determiner {
  const drawn = weighted(random, DETERMINERS[reference]);
  return drawn === 'possessive' ? drawPossessive(random) : drawn;
}

function drawNumber(
  random: RandomSource,
  noun: Noun,
  determiner: Determiner,
  reference: Reference,
): GrammaticalNumber {
  if (noun.countability === 'mass') return 'singular';
  if (noun.countability === 'plural') return 'plural';
  const [only, other] = determiner.numbers;
  if (other === undefined && only !== undefined && determiner !== determiners.indefinite) {
    return only;
  }
  const percent = reference === 'place' ? PERCENT.pluralPlace : PERCENT.plural;
  return chance(random, percent) ? 'plural' : 'singular';
}

/** The determiner that stands for the drawn one in this number and with this noun. */
function fittingDeterminer(drawn: Determiner, noun: Noun, number: GrammaticalNumber): Determiner {
  if (noun.countability === 'mass') {
    const fits = drawn.reference === 'definite' || drawn.reference === 'negative';
    return fits ? drawn : determiners.none;
  }
  if (possessives.includes(drawn) && !noun.owned) return determiners.definite;
  if (drawn === determiners.indefinite && number === 'plural') return determiners.none;
  return drawn.numbers.includes(number) ? drawn : determiners.definite;
}

// Both languages say: a beautiful old red car.
const ADJECTIVE_ORDER: Readonly<Record<AdjectiveKind, number>> = {
  quality: 0,
  state: 0,
  dimension: 1,
  colour: 2,
};

/** At most two adjectives. */
function drawAdjectives(random: RandomSource, noun: Noun): readonly Adjective[] {
  if (!chance(random, PERCENT.adjective)) return [];
  const first = drawAdjective(random, noun.class);
  if (!chance(random, PERCENT.secondAdjective)) return [first];
  const second = drawAdjective(random, noun.class);
  const order = ADJECTIVE_ORDER[first.kind] - ADJECTIVE_ORDER[second.kind];
  if (order === 0) return [first];
  return order < 0 ? [first, second] : [second, first];
}

/** A noun phrase around a noun. */
export function nominalPhrase(
  random: RandomSource,
  noun: Noun,
  reference: Reference,
): NominalPhrase {
  const drawn = drawDeterminer(random, reference);
  const number = drawNumber(random, noun, drawn, reference);
  const determiner = fittingDeterminer(drawn, noun, number);
  const countable = determiner.reference === 'definite' || determiner === determiners.none;
  const numeral =
    number === 'plural' &&
    noun.countability === 'count' &&
    countable &&
    chance(random, PERCENT.numeral)
      ? { numeral: drawNumeral(random) }
      : {};
  const adjectives = drawAdjectives(random, noun);
  return { kind: 'nominal', determiner, ...numeral, adjectives, noun, number };
}

/** A noun phrase that may belong to somebody: the teacher's book. */
export function ownedPhrase(random: RandomSource, noun: Noun, reference: Reference): NominalPhrase {
  const phrase = nominalPhrase(random, noun, reference);
  const ownable = phrase.determiner === determiners.definite && phrase.numeral === undefined;
  if (!ownable || !noun.owned || !chance(random, PERCENT.possessor)) {
    return phrase;
  }
  if (chance(random, PERCENT.namedPossessor)) {
    return { ...phrase, determiner: determiners.none, possessor: firstName(random) };
  }
  return { ...phrase, possessor: nominalPhrase(random, drawNoun(random, ['person']), 'definite') };
}

/** A first name. */
function firstName(random: RandomSource): NamePhrase {
  return { kind: 'name', name: drawFirstName(random) };
}

/** A city or country. */
export function placeName(random: RandomSource): NamePhrase {
  return { kind: 'name', name: drawPlaceName(random) };
}

function pronoun(random: RandomSource): PronounPhrase {
  return { kind: 'pronoun', pronoun: drawPronoun(random) };
}

/** Two people, at most one of them without a name: the woman and Peter. */
function couple(random: RandomSource): NounPhrase {
  const first = nominalPhrase(random, drawNoun(random, ['person']), 'definite');
  const second = chance(random, 50)
    ? firstName(random)
    : nominalPhrase(random, drawNoun(random, ['person']), 'definite');
  const alike = second.kind === 'nominal' && second.noun === first.noun;
  return { kind: 'coordination', conjuncts: [first, alike ? firstName(random) : second] };
}

/** A subject from the classes. */
export function subjectPhrase(
  random: RandomSource,
  classes: readonly NounClass[],
  reference: Reference,
): NounPhrase {
  if (classes.includes('person')) {
    const kind = weighted(random, [
      [26, 'pronoun'],
      [12, 'name'],
      [3, 'couple'],
      [59, 'nominal'],
    ]);
    if (kind === 'pronoun') return pronoun(random);
    if (kind === 'name') return firstName(random);
    if (kind === 'couple') return couple(random);
  }
  return ownedPhrase(random, drawNoun(random, classes), reference);
}

/** An object from the classes, which is not the same as the subject. */
export function objectPhrase(
  random: RandomSource,
  classes: readonly NounClass[],
  reference: Reference,
  subject: NounPhrase,
): NounPhrase {
  if (classes.includes('person') && integerBelow(random, classes.length) === 0) {
    const kind = weighted(random, [
      [20, 'pronoun'],
      [12, 'name'],
      [68, 'nominal'],
    ]);
    if (kind === 'pronoun') return unlike(subject, () => pronoun(random));
    if (kind === 'name') return unlike(subject, () => firstName(random));
  }
  return unlike(subject, () => ownedPhrase(random, drawNoun(random, classes), reference));
}

/** Draws until the phrase cannot mean the same as another. */
export function unlike<T extends NounPhrase>(other: NounPhrase, draw: () => T): T {
  let phrase = draw();
  while (mayCorefer(phrase, other)) phrase = draw();
  return phrase;
}

function mayCorefer(one: NounPhrase, other: NounPhrase): boolean {
  if (one.kind === 'pronoun' && other.kind === 'pronoun') {
    const { person } = one.pronoun.agreement;
    return one.pronoun === other.pronoun || (person === 1 && other.pronoun.agreement.person === 1);
  }
  if (one.kind === 'name' && other.kind === 'name') return one.name === other.name;
  if (other.kind === 'coordination') {
    return other.conjuncts.some((conjunct) => mayCorefer(one, conjunct));
  }
  return one.kind === 'nominal' && other.kind === 'nominal' && one.noun === other.noun;
}
