import type { NounClass } from './noun.ts';
import { type Preposition, prepositions } from './prepositions.ts';
import { type Verb, verbs } from './verbs.ts';

/** How German marks the object of a verb. */
export type Government = 'accusative' | 'dative' | Preposition;

/** A verb in one of its uses, with the classes of the nouns that plausibly fill its places. */
export type Intransitive = { readonly verb: Verb; readonly subject: readonly NounClass[] };

export type Transitive = Intransitive & {
  readonly object: readonly NounClass[];
  readonly government: Government;
};

export type Direction =
  | 'to'
  | 'toPerson'
  | 'toCity'
  | 'into'
  | 'onto'
  | 'through'
  | 'over'
  | 'from'
  | 'fromCity'
  | 'outOf';

/** `directions`: with their weights. */
export type Motion = Intransitive & {
  readonly directions: readonly (readonly [number, Direction])[];
};

/** `position`: at a spot such as a table, on a surface or on a scene such as a city. */
export type Position = Intransitive & { readonly position: 'spot' | 'surface' | 'scene' };

const PERSON: readonly NounClass[] = ['person'];
const LIVING: readonly NounClass[] = ['person', 'animal'];
const GOODS: readonly NounClass[] = ['thing', 'clothing', 'text', 'vehicle', 'furniture'];
const PORTABLE: readonly NounClass[] = ['thing', 'text', 'clothing'];
const VISIBLE: readonly NounClass[] = ['person', 'animal', 'thing', 'building', 'vehicle', 'plant'];

const intransitive = (verb: Verb, subject: readonly NounClass[]): Intransitive => ({
  verb,
  subject,
});

const transitive = (
  verb: Verb,
  object: readonly NounClass[],
  subject: readonly NounClass[] = PERSON,
  government: Government = 'accusative',
): Transitive => ({ verb, subject, object, government });

const dative = (
  verb: Verb,
  object: readonly NounClass[],
  subject: readonly NounClass[] = PERSON,
): Transitive => transitive(verb, object, subject, 'dative');

// Every table below runs from the most to the least frequent verb.

export const intransitives: readonly Intransitive[] = [
  intransitive(verbs.sleep, LIVING),
  intransitive(verbs.work, PERSON),
  intransitive(verbs.laugh, PERSON),
  intransitive(verbs.arrive, ['person', 'vehicle']),
  intransitive(verbs.getUp, PERSON),
  intransitive(verbs.sing, PERSON),
  intransitive(verbs.comeBack, LIVING),
  intransitive(verbs.dance, PERSON),
  intransitive(verbs.fallAsleep, LIVING),
  intransitive(verbs.rest, PERSON),
  intransitive(verbs.swim, LIVING),
  intransitive(verbs.driveAway, ['person', 'vehicle']),
  intransitive(verbs.hurry, PERSON),
  intransitive(verbs.cry, PERSON),
  intransitive(verbs.wakeUp, LIVING),
  intransitive(verbs.giveUp, PERSON),
  intransitive(verbs.smile, PERSON),
  intransitive(verbs.fall, LIVING),
];

export const transitives: readonly Transitive[] = [
  transitive(verbs.see, VISIBLE, LIVING),
  transitive(verbs.read, ['text', 'tale']),
  transitive(verbs.buy, [...GOODS, 'food', 'building']),
  transitive(verbs.eat, ['food'], LIVING),
  transitive(verbs.find, [...PORTABLE, 'animal', 'person'], LIVING),
  transitive(verbs.visit, ['person', 'building']),
  transitive(verbs.write, ['text', 'song', 'tale']),
  transitive(verbs.drink, ['drink'], LIVING),
  transitive(verbs.lookFor, [...PORTABLE, 'person', 'animal'], LIVING),
  transitive(verbs.call, PERSON),
  transitive(verbs.open, ['opening', 'thing', 'text']),
  transitive(verbs.carry, [...PORTABLE, 'furniture']),
  transitive(verbs.hear, ['song', 'person', 'animal', 'tale'], LIVING),
  transitive(verbs.understand, ['problem', 'text', 'person', 'language', 'tale']),
  transitive(verbs.meet, PERSON),
  transitive(verbs.invite, PERSON),
  transitive(verbs.sell, [...GOODS, 'food', 'building']),
  transitive(verbs.wash, ['clothing', 'vehicle', 'animal']),
  transitive(verbs.forget, ['problem', 'text', 'thing', 'tale', 'person']),
  transitive(verbs.close, ['opening', 'thing', 'text']),
  transitive(verbs.build, ['building', 'furniture', 'vehicle']),
  transitive(verbs.ask, PERSON),
  transitive(verbs.pickUp, ['person', 'thing']),
  transitive(verbs.cook, ['food']),
  transitive(verbs.explain, ['problem', 'text']),
  transitive(verbs.lookAt, ['thing', 'building', 'clothing', 'person', 'animal']),
  transitive(verbs.lose, [...PORTABLE, 'contest']),
  transitive(verbs.repair, ['vehicle', 'thing', 'furniture']),
  transitive(verbs.wear, ['clothing']),
  transitive(verbs.take, PORTABLE),
  transitive(verbs.cleanUp, ['room', 'building']),
  transitive(verbs.learn, ['language', 'song', 'text']),
  transitive(verbs.paint, ['plant', 'building', 'animal', 'person']),
  transitive(verbs.greet, PERSON),
  transitive(verbs.putOn, ['clothing']),
  transitive(verbs.solve, ['problem']),
  transitive(verbs.feed, ['animal']),
  transitive(verbs.bringAlong, [...PORTABLE, 'food', 'person']),
  transitive(verbs.discuss, ['problem', 'text', 'event']),
  transitive(verbs.kiss, PERSON),
  transitive(verbs.win, ['contest']),
  transitive(verbs.notice, ['problem', 'person', 'animal']),
  transitive(verbs.steal, [...PORTABLE, 'vehicle']),
  transitive(verbs.takeAlong, [...PORTABLE, 'person', 'animal']),
  transitive(verbs.hide, PORTABLE),
  transitive(verbs.describe, ['building', 'person', 'area', 'thing']),
  transitive(verbs.save, LIVING),
  transitive(verbs.draw, ['building', 'plant', 'animal']),
  transitive(verbs.takeOff, ['clothing']),
  transitive(verbs.plant, ['plant']),
  transitive(verbs.throwAway, PORTABLE),
  transitive(verbs.catch, ['animal'], LIVING),
  transitive(verbs.collect, ['text', 'thing', 'plant']),
  transitive(verbs.ride, ['animal']),
];

/** Verbs of state: they have no manner, no modal, no passive and, in this grammar, no perfect. */
export const statives: readonly Transitive[] = [
  transitive(verbs.have, [...GOODS, 'animal', 'problem', 'building']),
  transitive(verbs.like, ['person', 'food', 'drink', 'animal', 'building', 'area', 'song']),
  transitive(verbs.need, [...GOODS, 'person', 'drink', 'food']),
  transitive(verbs.love, ['person', 'animal', 'area', 'song']),
  dative(verbs.belongTo, PERSON, [...GOODS, 'animal', 'building']),
];

/** Verbs whose one object is a dative in German. */
export const datives: readonly Transitive[] = [
  dative(verbs.help, PERSON),
  dative(verbs.answer, PERSON),
  dative(verbs.thank, PERSON),
  dative(verbs.follow, LIVING, LIVING),
  dative(verbs.listenTo, PERSON),
  dative(verbs.trust, PERSON),
  dative(verbs.congratulate, PERSON),
];

/** Verbs whose object German puts behind a preposition. */
export const prepositionals: readonly Transitive[] = [
  transitive(verbs.waitFor, ['person', 'vehicle', 'text'], PERSON, prepositions.waitingFor),
  transitive(
    verbs.talkAbout,
    ['event', 'problem', 'person', 'contest'],
    PERSON,
    prepositions.about,
  ),
  transitive(verbs.thinkOf, ['person', 'event', 'problem'], PERSON, prepositions.ofThought),
  transitive(verbs.speakWith, ['person'], PERSON, prepositions.with),
  transitive(verbs.playWith, ['person', 'animal'], LIVING, prepositions.with),
  transitive(verbs.dreamOf, ['person', 'building', 'area', 'event'], PERSON, prepositions.ofDreams),
];

/** Verbs with a person as a second, dative object. */
export const ditransitives: readonly Transitive[] = [
  transitive(verbs.give, [...PORTABLE, 'food']),
  transitive(verbs.show, [...PORTABLE, 'building', 'plant']),
  transitive(verbs.tell, ['tale']),
  transitive(verbs.bring, [...PORTABLE, 'food', 'drink']),
  transitive(verbs.write, ['text', 'song']),
  transitive(verbs.send, PORTABLE),
  transitive(verbs.sell, [...GOODS, 'food']),
  transitive(verbs.offer, ['food', 'drink', 'thing']),
  transitive(verbs.promise, ['thing', 'text', 'event']),
];

const WAYS_ON_FOOT: Motion['directions'] = [
  [36, 'to'],
  [26, 'into'],
  [10, 'toPerson'],
  [9, 'through'],
  [7, 'outOf'],
  [6, 'from'],
  [6, 'over'],
];

const FAR: Motion['directions'] = [
  [80, 'toCity'],
  [20, 'fromCity'],
];

/** Verbs with a direction: go to the school. */
export const motions: readonly Motion[] = [
  { verb: verbs.go, subject: PERSON, directions: WAYS_ON_FOOT },
  { verb: verbs.come, subject: PERSON, directions: [...FAR, ...WAYS_ON_FOOT] },
  { verb: verbs.run, subject: LIVING, directions: WAYS_ON_FOOT },
  {
    verb: verbs.drive,
    subject: ['person', 'vehicle'],
    directions: [
      [4, 'toCity'],
      [3, 'to'],
      [2, 'through'],
      [1, 'over'],
    ],
  },
  { verb: verbs.travel, subject: PERSON, directions: FAR },
  { verb: verbs.fly, subject: PERSON, directions: FAR },
  {
    verb: verbs.climb,
    subject: LIVING,
    directions: [
      [3, 'onto'],
      [1, 'over'],
    ],
  },
];

/** Verbs with a position: sit in the garden. */
export const positions: readonly Position[] = [
  { verb: verbs.sit, subject: LIVING, position: 'spot' },
  { verb: verbs.live, subject: PERSON, position: 'scene' },
  { verb: verbs.stand, subject: [...LIVING, 'vehicle'], position: 'spot' },
  { verb: verbs.lie, subject: ['thing', 'text', 'clothing', ...LIVING], position: 'surface' },
  { verb: verbs.stay, subject: LIVING, position: 'scene' },
];

/** Verbs with a that-clause. */
export const reporting: readonly Intransitive[] = [
  intransitive(verbs.say, PERSON),
  intransitive(verbs.think, PERSON),
  intransitive(verbs.know, PERSON),
  intransitive(verbs.believe, PERSON),
  intransitive(verbs.hope, PERSON),
  intransitive(verbs.see, PERSON),
  intransitive(verbs.hear, PERSON),
  intransitive(verbs.write, PERSON),
  intransitive(verbs.forget, PERSON),
  intransitive(verbs.notice, PERSON),
];

/** Verbs with a whether-clause. */
export const inquiring: readonly Intransitive[] = [
  intransitive(verbs.ask, PERSON),
  intransitive(verbs.forget, PERSON),
];

/** Verbs with a to-infinitive: try to sleep. */
export const controlling: readonly Intransitive[] = [
  intransitive(verbs.try, PERSON),
  intransitive(verbs.begin, PERSON),
  intransitive(verbs.forget, PERSON),
  intransitive(verbs.decide, PERSON),
  intransitive(verbs.promise, PERSON),
  intransitive(verbs.hope, PERSON),
  intransitive(verbs.learn, PERSON),
];

/** What one can do for somebody. */
export const favours: readonly Verb[] = [
  verbs.buy,
  verbs.cook,
  verbs.work,
  verbs.repair,
  verbs.open,
  verbs.carry,
  verbs.build,
  verbs.wash,
  verbs.sing,
  verbs.lookFor,
  verbs.pickUp,
  verbs.cleanUp,
  verbs.paint,
];

/** What one does with or without somebody. */
export const sociable: readonly Verb[] = [
  verbs.work,
  verbs.laugh,
  verbs.sing,
  verbs.dance,
  verbs.arrive,
  verbs.comeBack,
  verbs.rest,
  verbs.swim,
  verbs.eat,
  verbs.drink,
  verbs.visit,
  verbs.buy,
  verbs.cook,
  verbs.build,
  verbs.repair,
  verbs.cleanUp,
  verbs.discuss,
  verbs.learn,
  verbs.solve,
  verbs.win,
  verbs.go,
  verbs.come,
  verbs.run,
  verbs.drive,
  verbs.travel,
  verbs.fly,
  verbs.sit,
  verbs.stand,
  verbs.live,
  verbs.stay,
];
