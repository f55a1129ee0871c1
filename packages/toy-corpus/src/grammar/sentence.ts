import { interrogativeAdverbs } from '../lexicon/adverbs.ts';
import type { Subordinator } from '../lexicon/connectives.ts';
import { type Coordinator, coordinators, subordinators } from '../lexicon/connectives.ts';
import { interrogatives } from '../lexicon/pronouns.ts';
import type { Clause, Sentence } from '../meaning.ts';
import { chance, type RandomSource, weighted } from '../random.ts';
import { zipfSampler } from '../zipf.ts';
import { drawAction, drawActionOnThing } from './action.ts';
import { drawClause, drawTense } from './clause.ts';

const drawSubordinator = zipfSampler<Subordinator>(Object.values(subordinators));
const drawCoordinator = zipfSampler<Coordinator>(Object.values(coordinators));

const SHORT = { short: true, frontable: false } as const;

/** The meaning of a sentence. */
export function drawSentence(random: RandomSource): Sentence {
  const draw = weighted(random, [
    [68, simple],
    [6, coordinate],
    [12, complex],
    [14, question],
  ]);
  return draw(random);
}

function simple(random: RandomSource): Sentence {
  return { kind: 'simple', clause: drawClause(random, { short: false, frontable: true }) };
}

function coordinate(random: RandomSource): Sentence {
  const tense = drawTense(random);
  const first = drawClause(random, { ...SHORT, tense, frontable: true });
  const second = drawClause(random, { ...SHORT, tense });
  return { kind: 'coordinate', first, coordinator: drawCoordinator(random), second };
}

function complex(random: RandomSource): Sentence {
  const subordinator = drawSubordinator(random);
  let tense = drawTense(random);
  while (!subordinator.tenses.includes(tense)) tense = drawTense(random);
  return {
    kind: 'complex',
    main: drawClause(random, { ...SHORT, tense }),
    subordinator,
    subordinate: drawClause(random, { ...SHORT, tense }),
    subordinateFirst: chance(random, 35),
  };
}

function question(random: RandomSource): Sentence {
  const draw = weighted(random, [
    [45, polarQuestion],
    [15, subjectQuestion],
    [12, objectQuestion],
    [10, placeQuestion],
    [10, reasonQuestion],
    [8, timeQuestion],
  ]);
  return draw(random);
}

function polarQuestion(random: RandomSource): Sentence {
  return { kind: 'question', clause: drawClause(random, SHORT), asked: 'yes or no' };
}

function subjectQuestion(random: RandomSource): Sentence {
  const subject = { kind: 'interrogative', interrogative: interrogatives.who } as const;
  const clause = drawClause(random, {
    ...SHORT,
    core: (source, setting) => drawAction(source, { ...setting, subject }),
  });
  return { kind: 'question', clause, asked: 'subject' };
}

function objectQuestion(random: RandomSource): Sentence {
  const clause = drawClause(random, { ...SHORT, core: drawActionOnThing });
  const object = { kind: 'interrogative', interrogative: interrogatives.what } as const;
  const asking: Clause = { ...clause, predicate: { ...clause.predicate, object } };
  return { kind: 'question', clause: asking, asked: 'object' };
}

function placeQuestion(random: RandomSource): Sentence {
  const clause = drawClause(random, { ...SHORT, core: drawActionOnThing, without: 'place' });
  return { kind: 'question', clause, asked: { adverb: interrogativeAdverbs.where } };
}

function reasonQuestion(random: RandomSource): Sentence {
  const clause = drawClause(random, SHORT);
  return { kind: 'question', clause, asked: { adverb: interrogativeAdverbs.why } };
}

function timeQuestion(random: RandomSource): Sentence {
  const clause = drawClause(random, { ...SHORT, core: drawAction, without: 'time' });
  return { kind: 'question', clause, asked: { adverb: interrogativeAdverbs.when } };
}
