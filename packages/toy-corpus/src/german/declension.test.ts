import { describe, expect, it } from 'vitest';
import { determiners } from '../lexicon/determiners.ts';
import type { Case } from '../lexicon/features.ts';
import { nominal, noun, person, possessive, the } from '../meaning.fixtures.ts';
import type { NominalPhrase } from '../meaning.ts';
import { nounForm, relativePronoun } from './declension.ts';
import { nounPhrase } from './nounPhrase.ts';

const CASES: readonly Case[] = ['nominative', 'accusative', 'dative', 'genitive'];
const PLURAL = { number: 'plural' } as const;

const { indefinite, none, every, no, many, some, all } = determiners;
const demonstrative = determiners.this;

const inAllCases = (phrase: NominalPhrase): string =>
  CASES.map((grammaticalCase) => nounPhrase(phrase, grammaticalCase).join(' ')).join(', ');

describe('noun phrases in the nominative, accusative, dative and genitive', () => {
  it.each<[NominalPhrase, string]>([
    [the('old dog'), 'der alte Hund, den alten Hund, dem alten Hund, des alten Hundes'],
    [the('old cat'), 'die alte Katze, die alte Katze, der alten Katze, der alten Katze'],
    [the('old horse'), 'das alte Pferd, das alte Pferd, dem alten Pferd, des alten Pferdes'],
    [the('old dog', PLURAL), 'die alten Hunde, die alten Hunde, den alten Hunden, der alten Hunde'],
  ])('declines adjectives weakly after the definite article', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });

  it.each<[NominalPhrase, string]>([
    [
      nominal(demonstrative, 'old dog'),
      'dieser alte Hund, diesen alten Hund, diesem alten Hund, dieses alten Hundes',
    ],
    [
      nominal(demonstrative, 'old cat'),
      'diese alte Katze, diese alte Katze, dieser alten Katze, dieser alten Katze',
    ],
    [
      nominal(every, 'old horse'),
      'jedes alte Pferd, jedes alte Pferd, jedem alten Pferd, jedes alten Pferdes',
    ],
    [
      nominal(all, 'old cat', PLURAL),
      'alle alten Katzen, alle alten Katzen, allen alten Katzen, aller alten Katzen',
    ],
  ])('declines adjectives weakly after words that end like the article', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });

  it.each<[NominalPhrase, string]>([
    [
      nominal(indefinite, 'old dog'),
      'ein alter Hund, einen alten Hund, einem alten Hund, eines alten Hundes',
    ],
    [
      nominal(indefinite, 'old cat'),
      'eine alte Katze, eine alte Katze, einer alten Katze, einer alten Katze',
    ],
    [
      nominal(indefinite, 'old horse'),
      'ein altes Pferd, ein altes Pferd, einem alten Pferd, eines alten Pferdes',
    ],
    [
      nominal(no, 'old horse', PLURAL),
      'keine alten Pferde, keine alten Pferde, keinen alten Pferden, keiner alten Pferde',
    ],
    [
      nominal(possessive('our'), 'old car', PLURAL),
      'unsere alten Autos, unsere alten Autos, unseren alten Autos, unserer alten Autos',
    ],
    [
      nominal(possessive('her'), 'new coat'),
      'ihr neuer Mantel, ihren neuen Mantel, ihrem neuen Mantel, ihres neuen Mantels',
    ],
  ])('mixes the declensions after ein, kein and possessives', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });

  it.each<[NominalPhrase, string]>([
    [nominal(none, 'hot coffee'), 'heißer Kaffee, heißen Kaffee, heißem Kaffee, heißen Kaffees'],
    [nominal(none, 'cold milk'), 'kalte Milch, kalte Milch, kalter Milch, kalter Milch'],
    [nominal(none, 'cold water'), 'kaltes Wasser, kaltes Wasser, kaltem Wasser, kalten Wassers'],
    [nominal(none, 'old dog', PLURAL), 'alte Hunde, alte Hunde, alten Hunden, alter Hunde'],
    [
      nominal(many, 'young child', PLURAL),
      'viele junge Kinder, viele junge Kinder, vielen jungen Kindern, vieler junger Kinder',
    ],
    [
      nominal(some, 'new book', PLURAL),
      'einige neue Bücher, einige neue Bücher, einigen neuen Büchern, einiger neuer Bücher',
    ],
    [
      nominal(none, 'new hat', { possessor: person('Anna') }),
      'Annas neuer Hut, Annas neuen Hut, Annas neuem Hut, Annas neuen Hutes',
    ],
  ])('declines adjectives strongly without an article', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });

  it.each<[NominalPhrase, string]>([
    [the('expensive car'), 'das teure Auto, das teure Auto, dem teuren Auto, des teuren Autos'],
    [
      nominal(indefinite, 'tall tree'),
      'ein hoher Baum, einen hohen Baum, einem hohen Baum, eines hohen Baumes',
    ],
    [
      nominal(none, 'dark room', PLURAL),
      'dunkle Zimmer, dunkle Zimmer, dunklen Zimmern, dunkler Zimmer',
    ],
    [the('tired man'), 'der müde Mann, den müden Mann, dem müden Mann, des müden Mannes'],
  ])('changes the stem of some adjectives', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });

  it.each<[NominalPhrase, string]>([
    [the('student'), 'der Student, den Studenten, dem Studenten, des Studenten'],
    [
      nominal(indefinite, 'neighbour'),
      'ein Nachbar, einen Nachbarn, einem Nachbarn, eines Nachbarn',
    ],
    [the('boy', PLURAL), 'die Jungen, die Jungen, den Jungen, der Jungen'],
    [the('bear'), 'der Bär, den Bären, dem Bären, des Bären'],
  ])('gives weak nouns -(e)n everywhere but in the nominative', (phrase, forms) => {
    expect(inAllCases(phrase)).toBe(forms);
  });
});

it.each([
  ['child', 'Kindern'],
  ['friend', 'Freunden'],
  ['teacher', 'Lehrern'],
  ['woman', 'Frauen'],
  ['garden', 'Gärten'],
  ['car', 'Autos'],
  ['parents', 'Eltern'],
])('forms the dative plural of %s', (english, expected) => {
  expect(nounForm(noun(english), 'dative', 'plural')).toBe(expected);
});

it('inflects the relative pronoun', () => {
  const forms = CASES.map((grammaticalCase) => [
    relativePronoun(grammaticalCase, 'masculine', 'singular'),
    relativePronoun(grammaticalCase, 'neuter', 'singular'),
    relativePronoun(grammaticalCase, 'feminine', 'singular'),
    relativePronoun(grammaticalCase, 'feminine', 'plural'),
  ]);
  expect(forms).toEqual([
    ['der', 'das', 'die', 'die'],
    ['den', 'das', 'die', 'die'],
    ['dem', 'dem', 'der', 'denen'],
    ['dessen', 'dessen', 'deren', 'deren'],
  ]);
});
