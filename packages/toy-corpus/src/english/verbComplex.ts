import type { EnglishVerb } from '../lexicon/englishVerb.ts';
import type { Agreement, Tense } from '../lexicon/features.ts';
import { be, doSupport, type Modal, perfectHave, will } from '../lexicon/functionVerbs.ts';
import { words } from '../orthography.ts';
import { finiteForm } from './inflection.ts';

/** A verb, the form that it demands of the next, and any words between the two. */
type Link = {
  readonly verb: EnglishVerb;
  readonly demands: 'base' | 'participle';
  readonly between: string;
};

export type VerbComplex = {
  readonly finite: string;
  /** Whether the finite verb is an auxiliary, which 'not' and adverbs of frequency follow. */
  readonly auxiliary: boolean;
  readonly nonfinite: readonly string[];
};

const link = (verb: EnglishVerb, demands: Link['demands'], between = ''): Link => ({
  verb,
  demands,
  between,
});

function activeOrPassive(verb: EnglishVerb, voice: 'active' | 'passive'): readonly Link[] {
  const lowest = link(verb, 'base');
  return voice === 'active' ? [lowest] : [link(be, 'participle'), lowest];
}

/** The verbs that each govern the next, from the highest to the full verb. */
function government(
  verb: EnglishVerb,
  voice: 'active' | 'passive',
  tense: Tense,
  modal: Modal | undefined,
): readonly Link[] {
  const chain = activeOrPassive(verb, voice);
  if (modal !== undefined) return [link(modal.english.verb, 'base', modal.english.link), ...chain];
  switch (tense) {
    case 'present':
    case 'past':
      return chain;
    case 'perfect':
      return [link(perfectHave, 'participle'), ...chain];
    case 'future':
      return [link(will, 'base'), ...chain];
  }
}

/** The forms of all verbs below the highest, with the words between them. */
function nonfiniteForms(chain: readonly Link[]): readonly string[] {
  return chain.slice(1).flatMap(({ verb }, index) => {
    const { demands, between } = chain[index]!;
    return words(between, demands === 'participle' ? verb.participle : verb.base);
  });
}

/** The verbs of a finite clause. `auxiliaryNeeded`: in negations and inverted questions. */
export function verbComplex(
  verb: EnglishVerb,
  voice: 'active' | 'passive',
  tense: Tense,
  modal: Modal | undefined,
  agreement: Agreement,
  auxiliaryNeeded: boolean,
): VerbComplex {
  const bare = government(verb, voice, tense, modal);
  const needsDo = auxiliaryNeeded && !bare[0]!.verb.auxiliary;
  const chain = needsDo ? [link(doSupport, 'base'), ...bare] : bare;
  const highest = chain[0]!.verb;
  return {
    finite: finiteForm(highest, tense === 'past' ? 'past' : 'present', agreement),
    auxiliary: highest.auxiliary,
    nonfinite: nonfiniteForms(chain),
  };
}

/** The verbs of an infinitive clause: to be read. */
export function toInfinitive(verb: EnglishVerb, voice: 'active' | 'passive'): readonly string[] {
  const chain = activeOrPassive(verb, voice);
  return ['to', chain[0]!.verb.base, ...nonfiniteForms(chain)];
}
