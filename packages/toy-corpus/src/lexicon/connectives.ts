import type { Invariable, Tense } from './features.ts';

/** A conjunction that opens a subordinate clause, with the tenses that both clauses may have. */
export type Subordinator = Invariable & { readonly tenses: readonly Tense[] };

const ANY: readonly Tense[] = ['present', 'past', 'perfect', 'future'];
const SIMPLE: readonly Tense[] = ['present', 'past'];

/**
 * Of adverbial clauses, from the most to the least frequent. 'When' is limited to the past, since
 * in the present it could not be told from the German for 'if'.
 */
export const subordinators = {
  because: { english: 'because', german: 'weil', tenses: ANY },
  if: { english: 'if', german: 'wenn', tenses: ['present'] },
  although: { english: 'although', german: 'obwohl', tenses: ANY },
  when: { english: 'when', german: 'als', tenses: ['past'] },
  while: { english: 'while', german: 'während', tenses: SIMPLE },
  before: { english: 'before', german: 'bevor', tenses: SIMPLE },
} as const satisfies Readonly<Record<string, Subordinator>>;

/** Of complement clauses. */
export const complementisers = {
  that: { english: 'that', german: 'dass' },
  whether: { english: 'whether', german: 'ob' },
} as const satisfies Readonly<Record<string, Invariable>>;

/** A conjunction between main clauses, before which English always has a comma. */
export type Coordinator = Invariable & { readonly germanComma: boolean };

export const coordinators = {
  and: { english: 'and', german: 'und', germanComma: false },
  but: { english: 'but', german: 'aber', germanComma: true },
  or: { english: 'or', german: 'oder', germanComma: false },
} as const satisfies Readonly<Record<string, Coordinator>>;

/** Cardinal numbers above one, from the most to the least frequent. */
export const numerals: readonly Invariable[] = [
  { english: 'two', german: 'zwei' },
  { english: 'three', german: 'drei' },
  { english: 'four', german: 'vier' },
  { english: 'five', german: 'fünf' },
  { english: 'ten', german: 'zehn' },
  { english: 'six', german: 'sechs' },
  { english: 'seven', german: 'sieben' },
  { english: 'twelve', german: 'zwölf' },
  { english: 'eight', german: 'acht' },
  { english: 'twenty', german: 'zwanzig' },
  { english: 'nine', german: 'neun' },
  { english: 'eleven', german: 'elf' },
];
