/** The grammatical features that words agree in. */

export type Gender = 'masculine' | 'feminine' | 'neuter';

export type GrammaticalNumber = 'singular' | 'plural';

export type Case = 'nominative' | 'accusative' | 'dative' | 'genitive';

export type Person = 1 | 2 | 3;

/** What a finite verb takes over from its subject. */
export type Agreement = { readonly person: Person; readonly number: GrammaticalNumber };

export type Tense = 'present' | 'past' | 'perfect' | 'future';

/** A word or fixed phrase whose form never changes. */
export type Invariable = { readonly english: string; readonly german: string };
