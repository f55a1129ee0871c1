import { complementisers } from '../lexicon/connectives.ts';
import { determiners } from '../lexicon/determiners.ts';
import type { Tense } from '../lexicon/features.ts';
import { type Modal, modals } from '../lexicon/functionVerbs.ts';
import { prepositions } from '../lexicon/prepositions.ts';
import { controlling, inquiring, reporting } from '../lexicon/valency.ts';
import type { Adverbials, Clause, NounPhrase } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { zipfSampler } from '../zipf.ts';
import { type Core, drawAction, drawSubject, drawUse, type Setting, TIME_ONLY } from './action.ts';
import {
  circumstanceAdverbial,
  frequencyAdverbial,
  mannerAdverbial,
  timeAdverbial,
} from './adverbials.ts';
import { drawPlace } from './choice.ts';
import { attribution, classification, comparison, existence, weather } from './description.ts';
import { nominalPhrase } from './nounPhrase.ts';
import { scenePhrase } from './place.ts';
import { withRelative } from './relative.ts';

/** What the clause around it, or the kind of sentence, demands of a clause. */
export type Demands = {
  readonly tense?: Tense;
  /** A subject from outside, such as 'who'. */
  readonly subject?: NounPhrase;
  /** Draws the core, where not every one will do. */
  readonly core?: (random: RandomSource, setting: Setting) => Core;
  /** A clause among others: no clause inside it, and few adverbials. */
  readonly short: boolean;
  /** Whether an adverbial may open it. */
  readonly frontable: boolean;
  /** Adverbials that it must not have, since a question asks for them. */
  readonly without?: 'time' | 'place';
};

const drawModal = zipfSampler<Modal>(Object.values(modals));
const drawReporting = zipfSampler(reporting);
const drawInquiring = zipfSampler(inquiring);
const drawControlling = zipfSampler(controlling);

/** A tense. */
export function drawTense(random: RandomSource): Tense {
  return weighted(random, [
    [50, 'present'],
    [25, 'past'],
    [14, 'perfect'],
    [11, 'future'],
  ]);
}

const PERCENT = {
  negated: 9,
  modal: 15,
  frequency: 8,
  time: 30,
  place: 18,
  manner: 14,
  circumstance: 12,
  timeFronted: 32,
  placeFronted: 18,
  relative: 6,
  location: 3,
};

// Clauses inside others get adverbials at this percentage of the usual chances.
const SHORT_PERCENT = 45;

const CLAUSE_TAKES: Core['takes'] = { ...TIME_ONLY, trailing: false };

/** He says that it rains; she asks whether he sleeps. */
function report(random: RandomSource, setting: Setting): Core {
  const asks = chance(random, 15);
  const use = drawUse(random, asks ? drawInquiring : drawReporting, setting);
  return {
    subject: drawSubject(random, use, setting),
    parts: {
      verb: use.verb,
      voice: 'active',
      government: 'accusative',
      complement: {
        kind: 'clause',
        complementiser: asks ? complementisers.whether : complementisers.that,
        clause: drawClause(random, { short: true, frontable: false }),
      },
    },
    takes: CLAUSE_TAKES,
  };
}

/** She tries to open the window. */
function control(random: RandomSource, setting: Setting): Core {
  const use = drawUse(random, drawControlling, setting);
  const subject = drawSubject(random, use, setting);
  const action = drawAction(random, { tense: 'present', negated: false, subject });
  return {
    subject,
    parts: {
      verb: use.verb,
      voice: 'active',
      government: 'accusative',
      complement: {
        kind: 'infinitive',
        predicate: { ...action.parts, negated: false, adverbials: {} },
      },
    },
    takes: CLAUSE_TAKES,
  };
}

function drawCore(random: RandomSource, setting: Setting, demands: Demands): Core {
  if (demands.core !== undefined) return demands.core(random, setting);
  const isSimpleTense = setting.tense === 'present' || setting.tense === 'past';
  const draw = weighted(random, [
    [74, drawAction],
    [setting.tense === 'perfect' ? 1 : 9, attribution],
    [isSimpleTense ? 2 : 0, comparison],
    [isSimpleTense ? 1 : 0, classification],
    [isSimpleTense && !setting.negated ? 3 : 0, existence],
    [setting.negated ? 0 : 1, weather],
    [demands.short ? 0 : 7, report],
    [demands.short ? 0 : 4, control],
  ]);
  return draw(random, setting);
}

function isNegative(phrase: NounPhrase | undefined): boolean {
  return phrase?.kind === 'nominal' && phrase.determiner === determiners.no;
}

// 'Never sees some dogs' could mean two things.
function isQuantified(phrase: NounPhrase | undefined): boolean {
  return phrase?.kind === 'nominal' && phrase.determiner.reference === 'quantified';
}

function drawAdverbials(
  random: RandomSource,
  { subject, parts, takes, place }: Core,
  { tense, negated }: Setting,
  { short, without }: Demands,
): Adverbials {
  const occurs = (percent: number): boolean =>
    chance(random, percent) && (!short || chance(random, SHORT_PERCENT));
  const adverbials: { -readonly [Kind in keyof Adverbials]: Adverbials[Kind] } = { place };
  const isPositive = !negated && !isNegative(subject) && !isNegative(parts.object);
  const mayRecur = takes.frequency && without !== 'time';
  if (isPositive && mayRecur && !isQuantified(parts.object) && occurs(PERCENT.frequency)) {
    adverbials.frequency = frequencyAdverbial(random);
  }
  if (!takes.trailing) return adverbials;
  const hasFrequency = adverbials.frequency !== undefined;
  if (!hasFrequency && without !== 'time' && occurs(PERCENT.time)) {
    adverbials.time = timeAdverbial(random, tense, !isPositive);
  }
  if (takes.manner && occurs(PERCENT.manner)) {
    adverbials.manner = mannerAdverbial(random, parts.verb);
  }
  if (takes.company && occurs(PERCENT.circumstance)) {
    adverbials.circumstance = circumstanceAdverbial(random, parts.verb, subject);
  }
  if (takes.place && without !== 'place' && occurs(PERCENT.place)) {
    adverbials.place = scenePhrase(random);
  }
  return adverbials;
}

function drawFronted(
  random: RandomSource,
  { time, place }: Adverbials,
): Clause['fronted'] | undefined {
  if (time !== undefined && chance(random, PERCENT.timeFronted)) return 'time';
  if (place !== undefined && chance(random, PERCENT.placeFronted)) return 'place';
  return undefined;
}

/** The subject with a relative clause or a place of its own, if it is to have one. */
function elaborateSubject(random: RandomSource, subject: NounPhrase): NounPhrase {
  if (subject.kind !== 'nominal') return subject;
  if (chance(random, PERCENT.relative)) return withRelative(random, subject);
  const isLiving = subject.noun.class === 'person' || subject.noun.class === 'animal';
  if (isLiving && subject.possessor === undefined && chance(random, PERCENT.location)) {
    const object = nominalPhrase(
      random,
      drawPlace(random, 'in', ['area', 'room', 'building']),
      'place',
    );
    return {
      ...subject,
      location: { kind: 'prepositional', preposition: prepositions.in, object },
    };
  }
  return subject;
}

/** The core with relative clauses, where nothing after them could be taken for a part of them. */
function elaborate(random: RandomSource, core: Core, adverbials: Adverbials): Core {
  const subject = elaborateSubject(random, core.subject);
  const { object, complement } = core.parts;
  const { time, place, manner, circumstance } = adverbials;
  const isLast = [time, place, manner, circumstance, complement].every(
    (part) => part === undefined,
  );
  const isNew = object?.kind === 'nominal' && subject === core.subject;
  if (!isNew || !isLast || !chance(random, PERCENT.relative)) return { ...core, subject };
  return { ...core, parts: { ...core.parts, object: withRelative(random, object) } };
}

/** A clause that meets the demands. */
export function drawClause(random: RandomSource, demands: Demands): Clause {
  const tense = demands.tense ?? drawTense(random);
  const negated = chance(random, PERCENT.negated);
  const { subject } = demands;
  const setting: Setting = { tense, negated, ...(subject === undefined ? {} : { subject }) };
  const drawn = drawCore(random, setting, demands);
  const modal = drawn.takes.modal && chance(random, PERCENT.modal) ? drawModal(random) : undefined;
  const adverbials = drawAdverbials(random, drawn, setting, demands);
  const core = demands.short ? drawn : elaborate(random, drawn, adverbials);
  const isExpressible = modal?.tenses.includes(tense) ?? false;
  // Neither rain nor existence is negated by 'not' here.
  const isNegatable = core.subject.kind !== 'expletive';
  return {
    subject: core.subject,
    tense,
    ...(isExpressible ? { modal } : {}),
    predicate: { ...core.parts, negated: negated && isNegatable, adverbials },
    ...(demands.frontable ? { fronted: drawFronted(random, adverbials) } : {}),
  };
}
