import type { Case } from './features.ts';

export type Preposition = {
  readonly english: string;
  readonly german: string;
  readonly governs: Case;
};

const preposition = (english: string, german: string, governs: Case): Preposition => ({
  english,
  german,
  governs,
});

/** Every preposition. A two-way preposition has one entry for each of its cases. */
export const prepositions = {
  about: preposition('about', 'über', 'accusative'),
  after: preposition('after', 'nach', 'dative'),
  at: preposition('at', 'an', 'dative'),
  behind: preposition('behind', 'hinter', 'dative'),
  by: preposition('by', 'von', 'dative'),
  during: preposition('during', 'während', 'genitive'),
  for: preposition('for', 'für', 'accusative'),
  from: preposition('from', 'von', 'dative'),
  fromCity: preposition('from', 'aus', 'dative'),
  in: preposition('in', 'in', 'dative'),
  inFrontOf: preposition('in front of', 'vor', 'dative'),
  into: preposition('into', 'in', 'accusative'),
  near: preposition('near', 'bei', 'dative'),
  nextTo: preposition('next to', 'neben', 'dative'),
  ofThought: preposition('of', 'an', 'accusative'),
  ofDreams: preposition('of', 'von', 'dative'),
  on: preposition('on', 'auf', 'dative'),
  onto: preposition('onto', 'auf', 'accusative'),
  outOf: preposition('out of', 'aus', 'dative'),
  over: preposition('over', 'über', 'accusative'),
  through: preposition('through', 'durch', 'accusative'),
  to: preposition('to', 'zu', 'dative'),
  toCity: preposition('to', 'nach', 'dative'),
  under: preposition('under', 'unter', 'dative'),
  waitingFor: preposition('for', 'auf', 'accusative'),
  with: preposition('with', 'mit', 'dative'),
  without: preposition('without', 'ohne', 'accusative'),
} as const satisfies Readonly<Record<string, Preposition>>;
