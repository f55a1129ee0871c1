import type { Invariable } from './features.ts';

const unchanged = (name: string): Invariable => ({ english: name, german: name });

/**
 * First names, from the most to the least frequent. None ends in a sibilant, so that every German
 * genitive is formed by -s alone.
 */
export const firstNames: readonly Invariable[] = [
  'Anna',
  'Peter',
  'Maria',
  'Paul',
  'Julia',
  'Martin',
  'Eva',
  'Karl',
  'Laura',
  'David',
  'Sophie',
  'Daniel',
  'Emma',
  'Robert',
].map(unchanged);

/** Cities and countries without an article, from the most to the least frequent. */
export const placeNames: readonly Invariable[] = [
  unchanged('Berlin'),
  { english: 'Munich', german: 'München' },
  { english: 'Germany', german: 'Deutschland' },
  { english: 'Vienna', german: 'Wien' },
  unchanged('Hamburg'),
  { english: 'Cologne', german: 'Köln' },
  unchanged('London'),
  { english: 'Italy', german: 'Italien' },
  unchanged('Paris'),
  { english: 'Austria', german: 'Österreich' },
  { english: 'Rome', german: 'Rom' },
  { english: 'France', german: 'Frankreich' },
];
