import type { Noun, NounClass } from '../lexicon/noun.ts';
import { type Preposition, prepositions } from '../lexicon/prepositions.ts';
import type { Direction } from '../lexicon/valency.ts';
import type { NounPhrase, PrepositionalPhrase } from '../meaning.ts';
import { type RandomSource, weighted } from '../random.ts';
import { drawNoun, drawPlace } from './choice.ts';
import { nominalPhrase, placeName } from './nounPhrase.ts';

/** A prepositional phrase. */
export const prepositional = (
  preposition: Preposition,
  object: NounPhrase,
): PrepositionalPhrase => ({ kind: 'prepositional', preposition, object });

const SURROUNDINGS: readonly NounClass[] = ['area', 'room', 'building'];
const FIXTURES: readonly NounClass[] = ['furniture', 'opening'];

/** Where something happens: in the garden, in Berlin. */
export function scenePhrase(random: RandomSource): PrepositionalPhrase {
  const kind = weighted(random, [
    [52, 'in'],
    [8, 'on'],
    [10, 'at'],
    [18, 'name'],
    [12, 'landmark'],
  ]);
  if (kind === 'name') return prepositional(prepositions.in, placeName(random));
  if (kind === 'landmark') return landmarkPhrase(random);
  const noun = drawPlace(random, kind, SURROUNDINGS);
  return prepositional(prepositions[kind], nominalPhrase(random, noun, 'place'));
}

type PlaceDrawer = (random: RandomSource) => PrepositionalPhrase;

function fixturePhrase(random: RandomSource, site: 'on' | 'at'): PrepositionalPhrase {
  return prepositional(
    prepositions[site],
    nominalPhrase(random, drawPlace(random, site, FIXTURES), 'place'),
  );
}

const onFixture: PlaceDrawer = (random) => fixturePhrase(random, 'on');
const atFixture: PlaceDrawer = (random) => fixturePhrase(random, 'at');

/** Where somebody sits or stands: on the sofa, at the window, behind the house. */
export function spotPhrase(random: RandomSource): PrepositionalPhrase {
  const draw = weighted<PlaceDrawer>(random, [
    [30, onFixture],
    [28, scenePhrase],
    [22, atFixture],
    [20, landmarkPhrase],
  ]);
  return draw(random);
}

/** Where somebody or something lies: on the bed, in the garden. */
export function surfacePhrase(random: RandomSource): PrepositionalPhrase {
  const draw = weighted<PlaceDrawer>(random, [
    [55, onFixture],
    [30, scenePhrase],
    [15, landmarkPhrase],
  ]);
  return draw(random);
}

function landmarkPhrase(random: RandomSource): PrepositionalPhrase {
  const preposition = weighted(random, [
    [8, prepositions.behind],
    [7, prepositions.inFrontOf],
    [5, prepositions.nextTo],
    [4, prepositions.near],
    [4, prepositions.under],
  ]);
  const landmarks: readonly NounClass[] =
    preposition === prepositions.under ? ['plant'] : ['building', 'plant'];
  return prepositional(preposition, nominalPhrase(random, drawNoun(random, landmarks), 'place'));
}

/** Where somebody goes to or comes from. */
export function directionPhrase(
  random: RandomSource,
  directions: readonly (readonly [number, Direction])[],
): PrepositionalPhrase {
  const direction = weighted(random, directions);
  const preposition = prepositions[direction === 'toPerson' ? 'to' : direction];
  if (direction === 'toCity' || direction === 'fromCity') {
    return prepositional(preposition, placeName(random));
  }
  return prepositional(preposition, nominalPhrase(random, goal(random, direction), 'place'));
}

function goal(random: RandomSource, direction: Exclude<Direction, 'toCity' | 'fromCity'>): Noun {
  switch (direction) {
    case 'to':
    case 'from':
      return drawNoun(random, ['building', 'area']);
    case 'toPerson':
      return drawNoun(random, ['person']);
    case 'into':
    case 'outOf':
      return drawPlace(random, 'in', SURROUNDINGS);
    case 'through':
      return drawPlace(random, 'in', ['area']);
    case 'over':
      return drawPlace(random, 'on', ['area']);
    case 'onto':
      return drawPlace(random, 'on', ['furniture', 'area']);
  }
}
