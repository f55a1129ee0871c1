/** What people and animals do: the verb uses that need no clause inside them. */
import { determiners } from '../lexicon/determiners.ts';
import type { Tense } from '../lexicon/features.ts';
import { prepositions } from '../lexicon/prepositions.ts';
import {
  datives,
  ditransitives,
  type Intransitive,
  intransitives,
  motions,
  positions,
  prepositionals,
  statives,
  type Transitive,
  transitives,
} from '../lexicon/valency.ts';
import type { Verb } from '../lexicon/verbs.ts';
import type { Complement, NounPhrase, Predicate, PrepositionalPhrase } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { type Sampler, zipfSampler } from '../zipf.ts';
import { objectPhrase, type Reference, subjectPhrase } from './nounPhrase.ts';
import { directionPhrase, scenePhrase, spotPhrase, surfacePhrase } from './place.ts';

/** A clause before tense, negation and adverbials. */
export type Core = {
  readonly subject: NounPhrase;
  readonly parts: Pick<
    Predicate,
    'verb' | 'voice' | 'object' | 'government' | 'recipient' | 'complement'
  >;
  /** What may still be added to it. */
  readonly takes: {
    readonly modal: boolean;
    readonly manner: boolean;
    readonly frequency: boolean;
    /** With, without or for somebody. */
    readonly company: boolean;
    readonly place: boolean;
    /** Adverbials at the end, which a clause there would seem to contain. */
    readonly trailing: boolean;
  };
  /** A place that it already has. */
  readonly place?: PrepositionalPhrase;
};

/** What a core has to fit. */
export type Setting = {
  readonly tense: Tense;
  readonly negated: boolean;
  /** A subject from outside, which is a person. */
  readonly subject?: NounPhrase;
};

const ANYTHING: Core['takes'] = {
  modal: true,
  manner: true,
  frequency: true,
  company: true,
  place: true,
  trailing: true,
};
const NO_PLACE: Core['takes'] = { ...ANYTHING, place: false };
// 'Help for him', 'wait for him for her' and the like say nothing clear.
const NO_COMPANY: Core['takes'] = { ...ANYTHING, company: false };

/** What descriptions take: time alone. */
export const TIME_ONLY: Core['takes'] = {
  modal: false,
  manner: false,
  frequency: true,
  company: false,
  place: false,
  trailing: true,
};

/** What lasting states take. */
export const NOTHING: Core['takes'] = { ...TIME_ONLY, frequency: false, trailing: false };

const POSITIONS = { spot: spotPhrase, surface: surfacePhrase, scene: scenePhrase };

const drawIntransitive = zipfSampler(intransitives);
const drawTransitive = zipfSampler(transitives);
const drawStative = zipfSampler(statives);
const drawDative = zipfSampler(datives);
const drawDitransitive = zipfSampler(ditransitives);
const drawPrepositional = zipfSampler(prepositionals);
const drawMotion = zipfSampler(motions);
const drawPosition = zipfSampler(positions);

/** Whether English tells the past of the verb from its present: not in 'they read'. */
export function hasDistinctPast({ english }: Verb): boolean {
  return english.past !== english.base;
}

/** A verb use that fits the setting. */
export function drawUse<T extends Intransitive>(
  random: RandomSource,
  draw: Sampler<T>,
  { tense, subject }: Setting,
): T {
  let use = draw(random);
  while (
    (tense === 'past' && !hasDistinctPast(use.verb)) ||
    (subject !== undefined && !use.subject.includes('person'))
  ) {
    use = draw(random);
  }
  return use;
}

/** The subject of the setting or a new one that the verb use takes. */
export function drawSubject(
  random: RandomSource,
  { subject: classes }: Intransitive,
  { negated, subject }: Setting,
): NounPhrase {
  return subject ?? subjectPhrase(random, classes, negated ? 'definite' : 'any');
}

/** References for an object that leave the scope of a negation clear. */
function objectReference(subject: NounPhrase, negated: boolean): Reference {
  const negative = subject.kind === 'nominal' && subject.determiner === determiners.no;
  return negated || negative ? 'plain' : 'any';
}

function withoutObject(
  random: RandomSource,
  use: Intransitive,
  setting: Setting,
  takes: Core['takes'],
  complement?: Complement,
): Core {
  const subject = drawSubject(random, use, setting);
  return {
    subject,
    parts: { verb: use.verb, voice: 'active', government: 'accusative', complement },
    takes,
  };
}

function withObject(
  random: RandomSource,
  use: Transitive,
  setting: Setting,
  takes: Core['takes'],
): Core {
  const subject = drawSubject(random, use, setting);
  const isPrepositional = typeof use.government !== 'string';
  const reference = isPrepositional ? 'definite' : objectReference(subject, setting.negated);
  const object = objectPhrase(random, use.object, reference, subject);
  return {
    subject,
    parts: { verb: use.verb, voice: 'active', object, government: use.government },
    takes,
  };
}

function withRecipient(random: RandomSource, setting: Setting): Core {
  const use = drawUse(random, drawDitransitive, setting);
  const subject = drawSubject(random, use, setting);
  const recipient = objectPhrase(random, ['person'], 'definite', subject);
  const object = objectPhrase(
    random,
    use.object,
    objectReference(subject, setting.negated),
    subject,
  );
  return {
    subject,
    parts: { verb: use.verb, voice: 'active', object, government: use.government, recipient },
    takes: NO_COMPANY,
  };
}

/** What is done to something: the letter is written by the boy. */
function passive(random: RandomSource, setting: Setting): Core {
  const use = drawTransitive(random);
  const reference = setting.negated ? 'definite' : 'any';
  const subject = subjectPhrase(random, use.object, reference);
  const agent = chance(random, 40)
    ? ({
        kind: 'prepositional',
        preposition: prepositions.by,
        object: objectPhrase(random, ['person'], 'definite', subject),
      } as const)
    : undefined;
  return {
    subject,
    parts: {
      verb: use.verb,
      voice: 'passive',
      government: 'accusative',
      complement: agent,
    },
    takes: { ...TIME_ONLY, modal: true, place: agent === undefined },
  };
}

/** An action or state that the setting allows. */
export function drawAction(random: RandomSource, setting: Setting): Core {
  const isFree = setting.subject === undefined;
  const kind = weighted(random, [
    [13, 'intransitive'],
    [34, 'transitive'],
    [7, 'dative'],
    [11, 'ditransitive'],
    [13, 'motion'],
    [9, 'position'],
    [8, 'prepositional'],
    [isFree && setting.tense !== 'perfect' ? 7 : 0, 'stative'],
    [isFree ? 4 : 0, 'passive'],
  ]);
  switch (kind) {
    case 'intransitive':
      return withoutObject(random, drawUse(random, drawIntransitive, setting), setting, ANYTHING);
    case 'transitive':
      return withObject(random, drawUse(random, drawTransitive, setting), setting, ANYTHING);
    case 'dative':
      return withObject(random, drawUse(random, drawDative, setting), setting, NO_COMPANY);
    case 'ditransitive':
      return withRecipient(random, setting);
    case 'motion': {
      const use = drawUse(random, drawMotion, setting);
      return withoutObject(random, use, setting, NO_PLACE, directionPhrase(random, use.directions));
    }
    case 'position': {
      const use = drawUse(random, drawPosition, setting);
      return withoutObject(random, use, setting, NO_PLACE, POSITIONS[use.position](random));
    }
    case 'prepositional':
      return withObject(random, drawUse(random, drawPrepositional, setting), setting, NO_COMPANY);
    case 'stative': {
      return withObject(random, drawUse(random, drawStative, setting), setting, NOTHING);
    }
    case 'passive':
      return passive(random, setting);
  }
}

/** A transitive action of which 'what' can ask the object. */
export function drawActionOnThing(random: RandomSource, setting: Setting): Core {
  let use = drawUse(random, drawTransitive, setting);
  while (use.object.includes('person')) use = drawUse(random, drawTransitive, setting);
  return withObject(random, use, setting, ANYTHING);
}
