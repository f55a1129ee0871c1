import type { Agreement } from '../lexicon/features.ts';
import type { GermanVerb } from '../lexicon/germanVerb.ts';

/** The simple past: gab -> gabst, gaben; machte -> machtest, machten. */
function preteriteForm(verb: GermanVerb, { person, number }: Agreement): string {
  const { preterite } = verb;
  if (number === 'plural') return preterite.endsWith('e') ? `${preterite}n` : `${preterite}en`;
  if (person !== 2) return preterite;
  return /[dtsßz]$/.test(preterite) ? `${preterite}est` : `${preterite}st`;
}

/** The finite form, without any separable particle. */
export function finiteForm(
  verb: GermanVerb,
  tense: 'present' | 'past',
  agreement: Agreement,
): string {
  if (tense === 'past') return preteriteForm(verb, agreement);
  const [firstSingular, secondSingular, thirdSingular, plural] = verb.present;
  if (agreement.number === 'plural') return plural;
  return [firstSingular, secondSingular, thirdSingular][agreement.person - 1]!;
}

/** The infinitive with its particle: aufstehen. */
export function infinitiveForm(verb: GermanVerb): string {
  return verb.particle + verb.infinitive;
}

/** The infinitive with zu, which goes between a separable particle and the verb: aufzustehen. */
export function zuInfinitiveForm(verb: GermanVerb): string {
  return verb.particle === '' ? `zu ${verb.infinitive}` : `${verb.particle}zu${verb.infinitive}`;
}

const REFLEXIVES = { 1: 'mich', 2: 'dich', 3: 'sich' } as const;

/** The accusative reflexive pronoun. */
export function reflexivePronoun({ person, number }: Agreement): string {
  return person === 1 && number === 'plural' ? 'uns' : REFLEXIVES[person];
}
