import { type Adjective, adjectiveGroups } from '../lexicon/adjectives.ts';
import { compoundsOfClass } from '../lexicon/compounds.ts';
import type { Noun, NounClass, Site } from '../lexicon/noun.ts';
import { nounsByClass } from '../lexicon/nouns.ts';
import type { RandomSource } from '../random.ts';
import { mergeRanked, type Sampler, zipfSampler } from '../zipf.ts';

/** The nouns of some classes, ranked by frequency: compounds are rarer than any simple noun. */
function rankedNouns(classes: readonly NounClass[]): readonly Noun[] {
  return [
    ...mergeRanked(classes.map((nounClass) => nounsByClass[nounClass])),
    ...mergeRanked(classes.map(compoundsOfClass)),
  ];
}

/** A sampler that is built once for each key. */
function cachedSampler<Key, T>(
  cache: Map<Key, Sampler<T>>,
  key: Key,
  ranked: () => readonly T[],
): Sampler<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const sampler = zipfSampler(ranked());
  cache.set(key, sampler);
  return sampler;
}

const nounSamplers = new Map<string, Sampler<Noun>>();

/** A noun of one of the classes. */
export function drawNoun(random: RandomSource, classes: readonly NounClass[]): Noun {
  return cachedSampler(nounSamplers, classes.join(), () => rankedNouns(classes))(random);
}

const PLACE_CLASSES: readonly NounClass[] = ['area', 'room', 'building', 'furniture', 'opening'];

/** A place of the classes that one can be in, on or at. */
export function drawPlace(random: RandomSource, site: Site, classes = PLACE_CLASSES): Noun {
  return cachedSampler(nounSamplers, `${site} ${classes.join()}`, () =>
    rankedNouns(classes).filter((noun) => noun.sites.includes(site)),
  )(random);
}

const adjectiveSamplers = new Map<NounClass, Sampler<Adjective>>();

/** An adjective that plausibly describes the nouns of a class. */
export function drawAdjective(random: RandomSource, nounClass: NounClass): Adjective {
  return cachedSampler(adjectiveSamplers, nounClass, () => adjectivesFor(nounClass))(random);
}

function adjectivesFor(nounClass: NounClass): readonly Adjective[] {
  return mergeRanked(
    adjectiveGroups.map((group) => group.filter(({ describes }) => describes.includes(nounClass))),
  );
}
