/** What something is like, and that it is there at all. */
import type { AdjectiveKind } from '../lexicon/adjectives.ts';
import { type Determiner, determiners } from '../lexicon/determiners.ts';
import type { Gender } from '../lexicon/features.ts';
import { copulas, existential } from '../lexicon/functionVerbs.ts';
import type { Noun, NounClass } from '../lexicon/noun.ts';
import { prepositions } from '../lexicon/prepositions.ts';
import { pronouns } from '../lexicon/pronouns.ts';
import { type Verb, verbs } from '../lexicon/verbs.ts';
import type { Complement, NominalPhrase, NounPhrase, PrepositionalPhrase } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { zipfSampler } from '../zipf.ts';
import { type Core, NOTHING, type Setting, TIME_ONLY } from './action.ts';
import { drawAdjective, drawNoun, drawPlace } from './choice.ts';
import { nominalPhrase, ownedPhrase, placeName, subjectPhrase, unlike } from './nounPhrase.ts';

const drawDescribedClass = zipfSampler<NounClass>([
  'person',
  'building',
  'animal',
  'text',
  'vehicle',
  'thing',
  'problem',
  'clothing',
  'room',
  'event',
  'tale',
  'food',
  'area',
]);

const copular = (
  subject: NounPhrase,
  verb: Core['parts']['verb'],
  complement: Complement,
  takes: Core['takes'],
): Core => ({
  subject,
  parts: { verb, voice: 'active', government: 'accusative', complement },
  takes,
});

/** The book is interesting; the man becomes tired. */
export function attribution(random: RandomSource, { negated }: Setting): Core {
  const nounClass = drawDescribedClass(random);
  const subject = subjectPhrase(random, [nounClass], negated ? 'definite' : 'any');
  const adjective = drawAdjective(random, nounClass);
  const isState = adjective.kind === 'state';
  const becomes = isState && chance(random, 25);
  return copular(
    withoutKind(subject, adjective.kind),
    becomes ? copulas.become : copulas.be,
    { kind: 'adjective', adjective },
    isState ? TIME_ONLY : NOTHING,
  );
}

/** The subject without adjectives of the kind: nothing old is said to be new. */
function withoutKind(subject: NounPhrase, kind: AdjectiveKind): NounPhrase {
  if (subject.kind !== 'nominal') return subject;
  return { ...subject, adjectives: subject.adjectives.filter((own) => own.kind !== kind) };
}

/** The dog is bigger than the cat; the dog is as big as the cat. */
export function comparison(random: RandomSource, { negated }: Setting): Core {
  const nounClass = drawDescribedClass(random);
  const subject = subjectPhrase(random, [nounClass], 'definite');
  const standard = unlike(subject, () =>
    nounClass === 'person'
      ? subjectPhrase(random, [nounClass], 'definite')
      : ownedPhrase(random, drawNoun(random, [nounClass]), 'definite'),
  );
  const degree = negated || chance(random, 35) ? 'equal' : 'more';
  let adjective = drawAdjective(random, nounClass);
  while (adjective.kind === 'colour') adjective = drawAdjective(random, nounClass);
  return copular(
    withoutKind(subject, adjective.kind),
    copulas.be,
    {
      kind: 'adjective',
      adjective,
      comparison: { degree, standard },
    },
    NOTHING,
  );
}

function personOfGender(random: RandomSource, gender: Gender): Noun {
  let noun = drawNoun(random, ['person']);
  while (noun.german.gender !== gender || noun.countability !== 'count') {
    noun = drawNoun(random, ['person']);
  }
  return noun;
}

/** She is a good mother. Subject and predicate have one gender, as people in German must. */
export function classification(random: RandomSource): Core {
  const gender = chance(random, 60) ? 'masculine' : 'feminine';
  const noun = personOfGender(random, gender);
  const adjective = drawAdjective(random, 'person');
  const phrase = (determiner: Determiner, of: Noun): NominalPhrase => ({
    kind: 'nominal',
    determiner,
    adjectives: [],
    noun: of,
    number: 'singular',
  });
  const subject: NounPhrase = chance(random, 50)
    ? { kind: 'pronoun', pronoun: gender === 'masculine' ? pronouns.he : pronouns.she }
    : unlike(phrase(determiners.definite, noun), () =>
        phrase(determiners.definite, personOfGender(random, gender)),
      );
  // A bare profession would lose its article in German: er ist Lehrer.
  const predicate = { ...phrase(determiners.indefinite, noun), adjectives: [adjective] };
  return copular(subject, copulas.be, { kind: 'predicative', phrase: predicate }, NOTHING);
}

const IN_ROOMS: readonly NounClass[] = ['furniture'];
const OUTDOORS: readonly NounClass[] = ['building', 'plant', 'event', 'vehicle'];

/** There is a big table in the kitchen. */
export function existence(random: RandomSource): Core {
  const indoors = chance(random, 35);
  const object = nominalPhrase(
    random,
    drawNoun(random, indoors ? IN_ROOMS : OUTDOORS),
    'indefinite',
  );
  const site: NounPhrase =
    !indoors && chance(random, 35)
      ? placeName(random)
      : nominalPhrase(random, drawPlace(random, 'in', [indoors ? 'room' : 'area']), 'place');
  const place: PrepositionalPhrase = {
    kind: 'prepositional',
    preposition: prepositions.in,
    object: site,
  };
  return {
    subject: { kind: 'expletive', english: 'there' },
    parts: { verb: existential, voice: 'active', object, government: 'accusative' },
    takes: { ...NOTHING, trailing: object.noun.class === 'event' },
    place,
  };
}

/** It rains. */
export function weather(random: RandomSource): Core {
  const verb = weighted<Verb>(random, [
    [2, verbs.rain],
    [1, verbs.snow],
  ]);
  return {
    subject: { kind: 'expletive', english: 'it' },
    parts: { verb, voice: 'active', government: 'accusative' },
    takes: { ...TIME_ONLY, frequency: false },
    place: chance(random, 50)
      ? { kind: 'prepositional', preposition: prepositions.in, object: placeName(random) }
      : undefined,
  };
}
