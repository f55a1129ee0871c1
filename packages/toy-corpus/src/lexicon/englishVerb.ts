export type EnglishVerb = {
  readonly base: string;
  readonly thirdPerson: string;
  readonly past: string;
  readonly participle: string;
  /** A word right after the verb that a pronoun object goes before: pick it up. */
  readonly particle: string;
  /** A word right after the verb that every object follows: look for it. */
  readonly preposition: string;
  /** Whether it takes 'not' and changes places with its subject without the help of 'do'. */
  readonly auxiliary: boolean;
};

type Options = { readonly particle?: string; readonly preposition?: string };

function thirdPerson(base: string): string {
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(base) ? `${base}es` : `${base}s`;
}

function regularPast(base: string): string {
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`;
  return base.endsWith('e') ? `${base}d` : `${base}ed`;
}

/** An English verb by its base, or its three principal parts if it is irregular: 'see saw seen'. */
export function english(principalParts: string, options: Options = {}): EnglishVerb {
  const [base = '', past = regularPast(base), participle = past] = principalParts.split(' ');
  return {
    base,
    thirdPerson: thirdPerson(base),
    past,
    participle,
    particle: options.particle ?? '',
    preposition: options.preposition ?? '',
    auxiliary: false,
  };
}

/** An auxiliary with one form for every person, such as 'will'. */
export function auxiliary(present: string, past: string): EnglishVerb {
  return {
    ...english(`${present} ${past} ${past}`),
    thirdPerson: present,
    auxiliary: true,
  };
}
