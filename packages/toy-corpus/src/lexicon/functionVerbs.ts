import { auxiliary, type EnglishVerb, english } from './englishVerb.ts';
import type { Tense } from './features.ts';
import { type GermanVerb, irregular, strong } from './germanVerb.ts';
import { type Verb, verbs } from './verbs.ts';

const SEIN = { auxiliary: 'sein' } as const;

/** English auxiliaries. The inflection of 'be' and 'have' is in `english/inflection.ts`. */
export const be: EnglishVerb = { ...english('be was been'), thirdPerson: 'is', auxiliary: true };
export const perfectHave: EnglishVerb = { ...english('have had had'), auxiliary: true };
export const doSupport: EnglishVerb = { ...english('do did done'), auxiliary: true };
export const will: EnglishVerb = auxiliary('will', 'would');

export const haben: GermanVerb = verbs.have.german;
export const sein: GermanVerb = irregular(
  'sein',
  ['bin', 'bist', 'ist', 'sind'],
  'war',
  'gewesen',
  SEIN,
);

const WERDEN = ['werde', 'wirst', 'wird', 'werden'] as const;
const werden: GermanVerb = irregular('werden', WERDEN, 'wurde', 'geworden', SEIN);

export const futureWerden = werden;
/** The passive auxiliary, whose participle has no ge-. */
export const passiveWerden: GermanVerb = { ...werden, participle: 'worden' };

/** Verbs that link a subject to an adjective or to another noun phrase. */
export const copulas = {
  be: { english: be, german: sein },
  become: { english: english('become became become'), german: werden },
} as const satisfies Readonly<Record<string, Verb>>;

/** There is -> es gibt. */
export const existential: Verb = {
  english: be,
  german: strong('geben', 'gibt', 'gab', 'gegeben'),
};

export type Modal = {
  readonly english: {
    readonly verb: EnglishVerb;
    /** What stands between the verb and the infinitive: 'allowed to' in 'be allowed to'. */
    readonly link: string;
  };
  readonly german: GermanVerb;
  readonly tenses: readonly Tense[];
};

const BOTH_TENSES: readonly Tense[] = ['present', 'past'];

/**
 * From the most to the least frequent. 'Must' is left out: its negation would need another German
 * verb (must not: nicht dürfen) than its affirmation (müssen).
 */
export const modals = {
  can: {
    english: { verb: auxiliary('can', 'could'), link: '' },
    german: irregular('können', ['kann', 'kannst', 'kann', 'können'], 'konnte', 'gekonnt'),
    tenses: BOTH_TENSES,
  },
  want: {
    english: { verb: english('want'), link: 'to' },
    german: irregular('wollen', ['will', 'willst', 'will', 'wollen'], 'wollte', 'gewollt'),
    tenses: BOTH_TENSES,
  },
  haveTo: {
    english: { verb: english('have had had'), link: 'to' },
    german: irregular('müssen', ['muss', 'musst', 'muss', 'müssen'], 'musste', 'gemusst'),
    tenses: BOTH_TENSES,
  },
  should: {
    english: { verb: auxiliary('should', 'should'), link: '' },
    german: irregular('sollen', ['sollte', 'solltest', 'sollte', 'sollten'], 'sollte', 'gesollt'),
    tenses: ['present'],
  },
  wouldLike: {
    english: { verb: auxiliary('would', 'would'), link: 'like to' },
    german: irregular('mögen', ['möchte', 'möchtest', 'möchte', 'möchten'], 'mochte', 'gemocht'),
    tenses: ['present'],
  },
  beAllowed: {
    english: { verb: be, link: 'allowed to' },
    german: irregular('dürfen', ['darf', 'darfst', 'darf', 'dürfen'], 'durfte', 'gedurft'),
    tenses: BOTH_TENSES,
  },
} as const satisfies Readonly<Record<string, Modal>>;
