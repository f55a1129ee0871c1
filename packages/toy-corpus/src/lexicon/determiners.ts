import type { GrammaticalNumber } from './features.ts';

/**
 * How a German determiner inflects. `article`: der; `der`: dieser, jeder, alle, which end like der;
 * `ein`: ein, kein and the possessives; `quantifier`: viele, einige, which end like der but leave
 * the adjective strong; `none`: no determiner at all.
 */
export type DeterminerInflection = 'article' | 'der' | 'ein' | 'quantifier' | 'none';

export type Determiner = {
  readonly english: Readonly<Record<GrammaticalNumber, string>>;
  readonly german: { readonly stem: string; readonly inflection: DeterminerInflection };
  /** The numbers in which it is used. */
  readonly numbers: readonly GrammaticalNumber[];
  /** What it does to the reference of its noun phrase, on which word order and negation depend. */
  readonly reference: 'definite' | 'indefinite' | 'quantified' | 'negative';
};

const SINGULAR: readonly GrammaticalNumber[] = ['singular'];
const PLURAL: readonly GrammaticalNumber[] = ['plural'];
const BOTH: readonly GrammaticalNumber[] = ['singular', 'plural'];

const same = (word: string): Determiner['english'] => ({ singular: word, plural: word });

const quantifier = (english: string, stem: string): Determiner => ({
  english: same(english),
  german: { stem, inflection: 'quantifier' },
  numbers: PLURAL,
  reference: 'quantified',
});

/** A possessive determiner such as 'my'. */
export const possessive = (english: string, stem: string): Determiner => ({
  english: same(english),
  german: { stem, inflection: 'ein' },
  numbers: BOTH,
  reference: 'definite',
});

export const determiners = {
  definite: {
    english: same('the'),
    german: { stem: 'd', inflection: 'article' },
    numbers: BOTH,
    reference: 'definite',
  },
  indefinite: {
    english: same('a'),
    german: { stem: 'ein', inflection: 'ein' },
    numbers: SINGULAR,
    reference: 'indefinite',
  },
  /** Bare plurals, mass nouns, and whatever follows a possessor in -s. */
  none: {
    english: same(''),
    german: { stem: '', inflection: 'none' },
    numbers: BOTH,
    reference: 'indefinite',
  },
  this: {
    english: { singular: 'this', plural: 'these' },
    german: { stem: 'dies', inflection: 'der' },
    numbers: BOTH,
    reference: 'definite',
  },
  no: {
    english: same('no'),
    german: { stem: 'kein', inflection: 'ein' },
    numbers: BOTH,
    reference: 'negative',
  },
  every: {
    english: same('every'),
    german: { stem: 'jed', inflection: 'der' },
    numbers: SINGULAR,
    reference: 'quantified',
  },
  all: {
    english: same('all'),
    german: { stem: 'all', inflection: 'der' },
    numbers: PLURAL,
    reference: 'quantified',
  },
  many: quantifier('many', 'viel'),
  some: quantifier('some', 'einig'),
  few: quantifier('few', 'wenig'),
  several: quantifier('several', 'mehrer'),
} as const satisfies Readonly<Record<string, Determiner>>;
