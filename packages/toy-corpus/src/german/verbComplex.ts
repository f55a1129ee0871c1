import type { Agreement, Tense } from '../lexicon/features.ts';
import { futureWerden, haben, type Modal, passiveWerden, sein } from '../lexicon/functionVerbs.ts';
import type { GermanVerb } from '../lexicon/germanVerb.ts';
import { finiteForm, infinitiveForm, zuInfinitiveForm } from './conjugation.ts';

/** A verb and the form that it demands of the verb below it. */
type Link = { readonly verb: GermanVerb; readonly demands: 'infinitive' | 'participle' };

/** The verbs of a clause, of which word order puts each part where it belongs. */
export type VerbComplex = {
  readonly finite: string;
  /** The separable particle of the finite verb. */
  readonly particle: string;
  /** The verbs at the end of the clause, the highest last: gelesen werden. */
  readonly nonfinite: readonly string[];
};

function activeOrPassive(verb: GermanVerb, voice: 'active' | 'passive'): readonly Link[] {
  const lowest: Link = { verb, demands: 'infinitive' };
  return voice === 'active' ? [lowest] : [{ verb: passiveWerden, demands: 'participle' }, lowest];
}

/** The verbs that each govern the next, from the highest to the full verb. */
function government(
  verb: GermanVerb,
  voice: 'active' | 'passive',
  tense: Tense,
  modal: Modal | undefined,
): readonly [Link, ...Link[]] {
  const [top, ...rest] = activeOrPassive(verb, voice);
  const chain: [Link, ...Link[]] = [top!, ...rest];
  if (modal !== undefined) return [{ verb: modal.german, demands: 'infinitive' }, ...chain];
  switch (tense) {
    case 'present':
    case 'past':
      return chain;
    case 'perfect': {
      const auxiliary = chain[0].verb.auxiliary === 'sein' ? sein : haben;
      return [{ verb: auxiliary, demands: 'participle' }, ...chain];
    }
    case 'future':
      return [{ verb: futureWerden, demands: 'infinitive' }, ...chain];
  }
}

/** The forms of all verbs below the highest, the lowest first. */
function nonfiniteForms(chain: readonly Link[]): readonly string[] {
  return chain
    .slice(1)
    .map(({ verb }, index) =>
      chain[index]!.demands === 'participle' ? verb.participle : infinitiveForm(verb),
    )
    .reverse();
}

/** The verbs of a finite clause. */
export function verbComplex(
  verb: GermanVerb,
  voice: 'active' | 'passive',
  tense: Tense,
  modal: Modal | undefined,
  agreement: Agreement,
): VerbComplex {
  const chain = government(verb, voice, tense, modal);
  const highest = chain[0].verb;
  return {
    finite: finiteForm(highest, tense === 'past' ? 'past' : 'present', agreement),
    particle: highest.particle,
    nonfinite: nonfiniteForms(chain),
  };
}

/** The verbs of an infinitive clause with zu: gelesen zu werden. */
export function zuInfinitive(verb: GermanVerb, voice: 'active' | 'passive'): readonly string[] {
  const chain = activeOrPassive(verb, voice);
  return [...nonfiniteForms(chain), zuInfinitiveForm(chain[0]!.verb)];
}
