import type { Invariable, Tense } from './features.ts';
import { type Verb, verbs } from './verbs.ts';

export type TimeAdverb = Invariable & {
  readonly tenses: readonly Tense[];
  /** Whether a clause with it may be negated: 'not soon' is ambiguous. */
  readonly negatable: boolean;
};

const time = (english: string, german: string, tenses: readonly Tense[]): TimeAdverb => ({
  english,
  german,
  tenses,
  negatable: true,
});

const affirmativeTime = (
  english: string,
  german: string,
  tenses: readonly Tense[],
): TimeAdverb => ({ english, german, tenses, negatable: false });

/** Adverbs and fixed phrases of time, from the most to the least frequent. */
export const timeAdverbs: readonly TimeAdverb[] = [
  time('today', 'heute', ['present', 'past', 'perfect', 'future']),
  time('yesterday', 'gestern', ['past']),
  time('tomorrow', 'morgen', ['future']),
  time('now', 'jetzt', ['present']),
  affirmativeTime('every day', 'jeden Tag', ['present', 'past']),
  time('this week', 'diese Woche', ['present', 'perfect', 'future']),
  time('last week', 'letzte Woche', ['past']),
  affirmativeTime('soon', 'bald', ['future']),
  time('in the morning', 'am Morgen', ['present', 'past', 'future']),
  time('next week', 'nächste Woche', ['future']),
  time('on Monday', 'am Montag', ['present', 'past', 'future']),
  time('last year', 'letztes Jahr', ['past']),
  time('in the evening', 'am Abend', ['present', 'past', 'future']),
  time('on Sunday', 'am Sonntag', ['present', 'past', 'future']),
  time('in summer', 'im Sommer', ['present', 'past', 'future']),
  time('next year', 'nächstes Jahr', ['future']),
  time('at night', 'nachts', ['present', 'past', 'future']),
  time('on Friday', 'am Freitag', ['present', 'past', 'future']),
  affirmativeTime('every week', 'jede Woche', ['present', 'past']),
  time('in winter', 'im Winter', ['present', 'past', 'future']),
  time('two days ago', 'vor zwei Tagen', ['past']),
  time('this year', 'dieses Jahr', ['present', 'perfect', 'future']),
];

/** Adverbs of frequency, from the most to the least frequent. */
export const frequencyAdverbs: readonly Invariable[] = [
  { english: 'often', german: 'oft' },
  { english: 'always', german: 'immer' },
  { english: 'never', german: 'nie' },
  { english: 'sometimes', german: 'manchmal' },
  { english: 'rarely', german: 'selten' },
];

/** An adverb of manner with the verbs whose actions are done that way. */
export type MannerAdverb = Invariable & { readonly suits: readonly Verb[] };

const manner = (english: string, german: string, suits: readonly Verb[]): MannerAdverb => ({
  english,
  german,
  suits,
});

const MOVING: readonly Verb[] = [verbs.go, verbs.come, verbs.run, verbs.drive, verbs.climb];
const BRISK: readonly Verb[] = [
  verbs.eat,
  verbs.drink,
  verbs.read,
  verbs.write,
  verbs.open,
  verbs.close,
  verbs.work,
  verbs.learn,
  verbs.swim,
];
const HANDLING: readonly Verb[] = [
  verbs.carry,
  verbs.wash,
  verbs.repair,
  verbs.open,
  verbs.close,
  verbs.drive,
  verbs.climb,
];

/** From the most to the least frequent. */
export const mannerAdverbs: readonly MannerAdverb[] = [
  manner('quickly', 'schnell', [
    ...MOVING,
    ...BRISK,
    verbs.fallAsleep,
    verbs.find,
    verbs.answer,
    verbs.help,
    verbs.forget,
    verbs.understand,
    verbs.solve,
    verbs.sell,
  ]),
  manner('slowly', 'langsam', [...MOVING, ...BRISK, verbs.wakeUp]),
  manner('alone', 'allein', [
    ...MOVING,
    verbs.work,
    verbs.sing,
    verbs.dance,
    verbs.arrive,
    verbs.comeBack,
    verbs.travel,
    verbs.build,
    verbs.repair,
    verbs.eat,
    verbs.solve,
  ]),
  manner('carefully', 'vorsichtig', HANDLING),
  manner('quietly', 'leise', [verbs.sing, verbs.laugh, verbs.cry, verbs.go, verbs.close]),
  manner('secretly', 'heimlich', [
    verbs.follow,
    verbs.read,
    verbs.take,
    verbs.hide,
    verbs.meet,
    verbs.kiss,
    verbs.paint,
    verbs.sell,
    verbs.throwAway,
    verbs.smile,
  ]),
  manner('patiently', 'geduldig', [
    verbs.waitFor,
    verbs.listenTo,
    verbs.explain,
    verbs.help,
    verbs.lookFor,
  ]),
];

/** Adverbs that ask. */
export const interrogativeAdverbs = {
  where: { english: 'where', german: 'wo' },
  why: { english: 'why', german: 'warum' },
  when: { english: 'when', german: 'wann' },
} as const satisfies Readonly<Record<string, Invariable>>;
