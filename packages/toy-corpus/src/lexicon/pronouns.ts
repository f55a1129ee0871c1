import { type Determiner, possessive } from './determiners.ts';
import type { Agreement, Case } from './features.ts';

export type Pronoun = {
  readonly english: { readonly subject: string; readonly object: string };
  readonly german: Readonly<Record<Exclude<Case, 'genitive'>, string>>;
  readonly agreement: Agreement;
};

const pronoun = (
  [subject, object]: readonly [string, string],
  [nominative, accusative, dative]: readonly [string, string, string],
  person: Agreement['person'],
  number: Agreement['number'],
): Pronoun => ({
  english: { subject, object },
  german: { nominative, accusative, dative },
  agreement: { person, number },
});

/**
 * Personal pronouns. 'It' is left out because its German gender would depend on what it stands
 * for, and 'you' is always one person addressed as du.
 */
export const pronouns = {
  he: pronoun(['he', 'him'], ['er', 'ihn', 'ihm'], 3, 'singular'),
  she: pronoun(['she', 'her'], ['sie', 'sie', 'ihr'], 3, 'singular'),
  I: pronoun(['I', 'me'], ['ich', 'mich', 'mir'], 1, 'singular'),
  they: pronoun(['they', 'them'], ['sie', 'sie', 'ihnen'], 3, 'plural'),
  we: pronoun(['we', 'us'], ['wir', 'uns', 'uns'], 1, 'plural'),
  you: pronoun(['you', 'you'], ['du', 'dich', 'dir'], 2, 'singular'),
} as const satisfies Readonly<Record<string, Pronoun>>;

/** The possessive determiners, from the most to the least frequent. */
export const possessives: readonly Determiner[] = [
  possessive('his', 'sein'),
  possessive('my', 'mein'),
  possessive('her', 'ihr'),
  possessive('our', 'unser'),
  possessive('their', 'ihr'),
  possessive('your', 'dein'),
];

export type Interrogative = {
  readonly english: string;
  readonly german: Readonly<Record<Exclude<Case, 'genitive'>, string>>;
};

/** Pronouns that ask for a noun phrase. */
export const interrogatives = {
  who: { english: 'who', german: { nominative: 'wer', accusative: 'wen', dative: 'wem' } },
  what: { english: 'what', german: { nominative: 'was', accusative: 'was', dative: 'was' } },
} as const satisfies Readonly<Record<string, Interrogative>>;
