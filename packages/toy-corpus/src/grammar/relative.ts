import { determiners } from '../lexicon/determiners.ts';
import type { NounClass } from '../lexicon/noun.ts';
import {
  datives,
  intransitives,
  prepositionals,
  type Transitive,
  transitives,
} from '../lexicon/valency.ts';
import { verbs } from '../lexicon/verbs.ts';
import type { Clause, NominalPhrase, NounPhrase, Predicate, RelativeClause } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { mergeRanked, type Sampler, zipfSampler } from '../zipf.ts';
import { hasDistinctPast } from './action.ts';
import { objectPhrase, subjectPhrase } from './nounPhrase.ts';

const objectTakers: readonly Transitive[] = mergeRanked([transitives, datives]);
const everyObjectTaker: readonly Transitive[] = mergeRanked([transitives, datives, prepositionals]);

/** Samplers of the verb uses with the class in one of their places, built once for each class. */
function byClass<T>(uses: (nounClass: NounClass) => readonly T[]) {
  const samplers = new Map<NounClass, Sampler<T> | undefined>();
  return (nounClass: NounClass): Sampler<T> | undefined => {
    if (!samplers.has(nounClass)) {
      const ranked = uses(nounClass);
      samplers.set(nounClass, ranked.length > 0 ? zipfSampler(ranked) : undefined);
    }
    return samplers.get(nounClass);
  };
}

const intransitiveWithSubject = byClass((nounClass) =>
  intransitives.filter(({ subject }) => subject.includes(nounClass)),
);
const transitiveWithSubject = byClass((nounClass) =>
  everyObjectTaker.filter(({ subject }) => subject.includes(nounClass)),
);
const transitiveWithObject = byClass((nounClass) =>
  objectTakers.filter(({ object }) => object.includes(nounClass)),
);

const drawSiteVerb = zipfSampler([verbs.live, verbs.work, verbs.sleep, verbs.dance, verbs.sit]);

function shortClause(
  random: RandomSource,
  subject: NounPhrase,
  parts: Pick<Predicate, 'verb' | 'object' | 'government'>,
): Clause {
  const tense = hasDistinctPast(parts.verb) && chance(random, 35) ? 'past' : 'present';
  return {
    subject,
    tense,
    predicate: { ...parts, voice: 'active', negated: false, adverbials: {} },
  };
}

function subjectRelative(random: RandomSource, head: NominalPhrase): RelativeClause | undefined {
  const gap: NounPhrase = { kind: 'gap', number: head.number };
  if (chance(random, 35)) {
    const verb = intransitiveWithSubject(head.noun.class)?.(random).verb;
    if (verb === undefined) return undefined;
    return {
      role: 'subject',
      clause: shortClause(random, gap, { verb, government: 'accusative' }),
    };
  }
  const use = transitiveWithSubject(head.noun.class)?.(random);
  if (use === undefined) return undefined;
  const { verb, government } = use;
  const object = objectPhrase(random, use.object, 'definite', head);
  return { role: 'subject', clause: shortClause(random, gap, { verb, object, government }) };
}

function objectRelative(random: RandomSource, head: NominalPhrase): RelativeClause | undefined {
  const use = transitiveWithObject(head.noun.class)?.(random);
  if (use === undefined) return undefined;
  const subject = subjectPhrase(random, ['person'], 'definite');
  const { verb, government } = use;
  return { role: 'object', clause: shortClause(random, subject, { verb, government }) };
}

function siteRelative(random: RandomSource, head: NominalPhrase): RelativeClause | undefined {
  if (!head.noun.sites.includes('in')) return undefined;
  const verb = drawSiteVerb(random);
  const subject = subjectPhrase(random, ['person'], 'definite');
  return { role: 'site', clause: shortClause(random, subject, { verb, government: 'accusative' }) };
}

/** The phrase with a relative clause, if one can be found for its noun. */
export function withRelative(random: RandomSource, phrase: NominalPhrase): NominalPhrase {
  const isBare = phrase.determiner === determiners.none || phrase.determiner === determiners.no;
  if (isBare || phrase.possessor !== undefined || phrase.location !== undefined) return phrase;
  const draw = weighted(random, [
    [50, subjectRelative],
    [35, objectRelative],
    [15, siteRelative],
  ]);
  const relative = draw(random, phrase);
  return relative === undefined ? phrase : { ...phrase, relative };
}
