import type { Gender, GrammaticalNumber } from './features.ts';

/** Semantic classes, so that verbs and adjectives can pick plausible nouns. */
export type NounClass =
  | 'person'
  | 'animal'
  | 'thing'
  | 'text'
  | 'tale'
  | 'song'
  | 'clothing'
  | 'food'
  | 'drink'
  | 'furniture'
  | 'opening'
  | 'vehicle'
  | 'building'
  | 'room'
  | 'area'
  | 'plant'
  | 'event'
  | 'contest'
  | 'problem'
  | 'language';

/** Where one can be with respect to a place: in it, on it or at it. */
export type Site = 'in' | 'on' | 'at';

/** `count` nouns have both numbers, `mass` nouns no plural, `plural` nouns no singular. */
export type Countability = 'count' | 'mass' | 'plural';

export type Noun = {
  readonly english: Readonly<Record<GrammaticalNumber, string>>;
  readonly german: {
    readonly gender: Gender;
    /** Nominative singular. */
    readonly singular: string;
    /** Accusative and dative singular: differs from the nominative in weak nouns alone. */
    readonly oblique: string;
    /** Genitive singular. */
    readonly genitive: string;
    /** Nominative plural. */
    readonly plural: string;
  };
  readonly class: NounClass;
  readonly countability: Countability;
  readonly sites: readonly Site[];
  /** Whether 'my' or 'Anna's' before it sounds natural. */
  readonly owned: boolean;
};

type NounOptions = {
  /** The English plural, where it is irregular. */
  readonly plural?: string;
  readonly countability?: Countability;
  readonly sites?: readonly Site[];
  readonly owned?: boolean;
};

/** Classes whose nouns people own unless the table says otherwise, and the other way round. */
const OWNED: readonly NounClass[] = [
  'animal',
  'building',
  'clothing',
  'drink',
  'food',
  'furniture',
  'opening',
  'problem',
  'room',
  'song',
  'tale',
  'text',
  'thing',
  'vehicle',
];

/** A noun that still lacks its semantic class. */
type NounEntry = Omit<Noun, 'class' | 'owned'> & { readonly owned?: boolean | undefined };

/** The regular plural of an English noun. */
function englishPlural(singular: string): string {
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
}

function entry(english: string, german: Noun['german'], options: NounOptions = {}): NounEntry {
  return {
    english: { singular: english, plural: options.plural ?? englishPlural(english) },
    german,
    countability: options.countability ?? 'count',
    sites: options.sites ?? [],
    owned: options.owned,
  };
}

type StrongNoun = (
  english: string,
  singular: string,
  genitive: string,
  plural: string,
  options?: NounOptions,
) => NounEntry;

const strongNoun =
  (gender: Gender): StrongNoun =>
  (english, singular, genitive, plural, options) =>
    entry(english, { gender, singular, oblique: singular, genitive, plural }, options);

/** English, then German nominative singular, genitive singular and nominative plural. */
export const masculine = strongNoun('masculine');

/** English, then German nominative singular, genitive singular and nominative plural. */
export const neuter = strongNoun('neuter');

/** English, then German singular and plural: feminine nouns have one singular form. */
export function feminine(
  english: string,
  singular: string,
  plural: string,
  options?: NounOptions,
): NounEntry {
  const german = { gender: 'feminine', singular, oblique: singular, genitive: singular } as const;
  return entry(english, { ...german, plural }, options);
}

/** A weak masculine noun: every form but the nominative singular ends in -(e)n. */
export function weakMasculine(
  english: string,
  singular: string,
  oblique: string,
  options?: NounOptions,
): NounEntry {
  const german = { gender: 'masculine', singular, oblique, genitive: oblique } as const;
  return entry(english, { ...german, plural: oblique }, options);
}

/** A noun without a singular. Its gender never shows: German has one plural for all three. */
export function pluralOnly(english: string, german: string, owned = false): NounEntry {
  const forms = { singular: german, oblique: german, genitive: german, plural: german };
  return entry(
    english,
    { gender: 'masculine', ...forms },
    { plural: english, countability: 'plural', owned },
  );
}

/** A noun without a plural, such as water. */
export function mass(noun: NounEntry): NounEntry {
  return { ...noun, countability: 'mass' };
}

/** Gives the nouns of a table their common class and, where they have none, their sites. */
export function ofClass(
  nounClass: NounClass,
  sites: readonly Site[],
  entries: readonly NounEntry[],
): readonly Noun[] {
  return entries.map((noun) => ({
    ...noun,
    class: nounClass,
    owned: noun.owned ?? OWNED.includes(nounClass),
    sites: noun.sites.length > 0 ? noun.sites : sites,
  }));
}
