/** The perfect auxiliary. */
export type Auxiliary = 'haben' | 'sein';

export type GermanVerb = {
  /** Without any separable particle: 'stehen' for 'aufstehen'. */
  readonly infinitive: string;
  /** The separable particle: 'auf' for 'aufstehen'. */
  readonly particle: string;
  /** Present forms for ich, du, er and the plural (wir and sie). */
  readonly present: readonly [string, string, string, string];
  /** First person singular of the simple past. */
  readonly preterite: string;
  /** Past participle, particle included. */
  readonly participle: string;
  readonly auxiliary: Auxiliary;
  readonly reflexive: boolean;
};

type Options = { readonly auxiliary?: Auxiliary; readonly reflexive?: boolean };

// Stems on which -t or -st alone could not be pronounced: arbeit-, öffn-, zeichn-, but not lern-.
const NEEDS_E = /(?:[td]|ch[mn]|[^aeiouäöülrhmn][mn])$/;

const SIBILANT_END = /[sßzx]$/;

/** Prefixes that cannot be separated and leave no room for the participle's ge-. */
const INSEPARABLE = /^(?:be|er|ver|zer|ent|ge(?=h))/;

/** The second person singular that goes with a third person singular: liest -> liest, gibt -> gibst. */
function secondPerson(thirdPerson: string): string {
  if (thirdPerson.endsWith('et')) return thirdPerson.replace(/t$/, 'st');
  const stem = thirdPerson.replace(/t$/, '');
  return SIBILANT_END.test(stem) ? `${stem}t` : `${stem}st`;
}

/** The first person singular: sammeln -> sammle, füttern -> füttere, sehen -> sehe. */
function firstPerson(infinitive: string): string {
  if (infinitive.endsWith('eln')) return infinitive.replace(/eln$/, 'le');
  return infinitive.endsWith('ern') ? infinitive.replace(/n$/, 'e') : infinitive.replace(/n$/, '');
}

/** Splits the dictionary notation 'auf|stehen' into particle and verb. */
function splitParticle(notation: string): { particle: string; infinitive: string } {
  const [first = '', second] = notation.split('|');
  return second === undefined
    ? { particle: '', infinitive: first }
    : { particle: first, infinitive: second };
}

/**
 * A verb by its principal parts. A bar marks a separable particle ('auf|stehen'); the parts are
 * given without it.
 */
export function strong(
  notation: string,
  thirdPerson: string,
  preterite: string,
  participle: string,
  options: Options = {},
): GermanVerb {
  const { particle, infinitive } = splitParticle(notation);
  return {
    infinitive,
    particle,
    present: [firstPerson(infinitive), secondPerson(thirdPerson), thirdPerson, infinitive],
    preterite,
    participle: particle + participle,
    auxiliary: options.auxiliary ?? 'haben',
    reflexive: options.reflexive ?? false,
  };
}

/** A weak (regular) verb, which needs its infinitive alone; a bar marks a separable particle. */
export function weak(notation: string, options: Options = {}): GermanVerb {
  const { infinitive } = splitParticle(notation);
  const stem = infinitive.replace(/(?:(?<=e[lr])n|en)$/, '');
  const ending = NEEDS_E.test(stem) ? 'et' : 't';
  const ge = INSEPARABLE.test(infinitive) || infinitive.endsWith('ieren') ? '' : 'ge';
  return strong(notation, stem + ending, `${stem}${ending}e`, ge + stem + ending, options);
}

/** A verb whose present is irregular too: the forms for ich, du, er and the plural. */
export function irregular(
  infinitive: string,
  present: GermanVerb['present'],
  preterite: string,
  participle: string,
  options: Options = {},
): GermanVerb {
  return { ...strong(infinitive, present[2], preterite, participle, options), present };
}
