import { expect, it } from 'vitest';
import type { Agreement } from '../lexicon/features.ts';
import { copulas, modals } from '../lexicon/functionVerbs.ts';
import type { GermanVerb } from '../lexicon/germanVerb.ts';
import { verbs } from '../lexicon/verbs.ts';
import { finiteForm, infinitiveForm, reflexivePronoun, zuInfinitiveForm } from './conjugation.ts';

const PERSONS: readonly Agreement[] = [
  { person: 1, number: 'singular' },
  { person: 2, number: 'singular' },
  { person: 3, number: 'singular' },
  { person: 3, number: 'plural' },
];

const conjugated = (verb: GermanVerb, tense: 'present' | 'past'): string =>
  PERSONS.map((agreement) => finiteForm(verb, tense, agreement)).join(' ');

it.each([
  [verbs.love, 'liebe liebst liebt lieben', 'liebte liebtest liebte liebten'],
  [verbs.work, 'arbeite arbeitest arbeitet arbeiten', 'arbeitete arbeitetest arbeitete arbeiteten'],
  [verbs.open, 'öffne öffnest öffnet öffnen', 'öffnete öffnetest öffnete öffneten'],
  [verbs.draw, 'zeichne zeichnest zeichnet zeichnen', 'zeichnete zeichnetest zeichnete zeichneten'],
  [verbs.learn, 'lerne lernst lernt lernen', 'lernte lerntest lernte lernten'],
  [verbs.travel, 'reise reist reist reisen', 'reiste reistest reiste reisten'],
  [verbs.collect, 'sammle sammelst sammelt sammeln', 'sammelte sammeltest sammelte sammelten'],
  [verbs.feed, 'füttere fütterst füttert füttern', 'fütterte füttertest fütterte fütterten'],
  [verbs.read, 'lese liest liest lesen', 'las lasest las lasen'],
  [verbs.give, 'gebe gibst gibt geben', 'gab gabst gab gaben'],
  [verbs.find, 'finde findest findet finden', 'fand fandest fand fanden'],
  [verbs.eat, 'esse isst isst essen', 'aß aßest aß aßen'],
  [verbs.invite, 'lade lädst lädt laden', 'lud ludest lud luden'],
  [verbs.bring, 'bringe bringst bringt bringen', 'brachte brachtest brachte brachten'],
  [verbs.know, 'weiß weißt weiß wissen', 'wusste wusstest wusste wussten'],
  [verbs.have, 'habe hast hat haben', 'hatte hattest hatte hatten'],
  [copulas.be, 'bin bist ist sind', 'war warst war waren'],
  [copulas.become, 'werde wirst wird werden', 'wurde wurdest wurde wurden'],
  [modals.can, 'kann kannst kann können', 'konnte konntest konnte konnten'],
])('conjugates $german.infinitive', ({ german }, present, past) => {
  expect(conjugated(german, 'present')).toBe(present);
  expect(conjugated(german, 'past')).toBe(past);
});

it.each([
  [verbs.love, 'geliebt'],
  [verbs.work, 'gearbeitet'],
  [verbs.visit, 'besucht'],
  [verbs.sell, 'verkauft'],
  [verbs.belongTo, 'gehört'],
  [verbs.hear, 'gehört'],
  [verbs.repair, 'repariert'],
  [verbs.cleanUp, 'aufgeräumt'],
  [verbs.getUp, 'aufgestanden'],
  [verbs.invite, 'eingeladen'],
  [verbs.understand, 'verstanden'],
  [verbs.smile, 'gelächelt'],
])('forms the participle of $german.infinitive', ({ german }, participle) => {
  expect(german.participle).toBe(participle);
});

it('puts zu between a separable particle and the verb', () => {
  expect(infinitiveForm(verbs.getUp.german)).toBe('aufstehen');
  expect(zuInfinitiveForm(verbs.getUp.german)).toBe('aufzustehen');
  expect(zuInfinitiveForm(verbs.understand.german)).toBe('zu verstehen');
});

it('inflects the reflexive pronoun', () => {
  const first = { person: 1, number: 'plural' } as const;
  expect([...PERSONS, first].map(reflexivePronoun)).toEqual([
    'mich',
    'dich',
    'sich',
    'sich',
    'uns',
  ]);
});
