import type { Noun, NounClass } from './noun.ts';
import { nounsByClass } from './nouns.ts';

/** A first member: its English word and its German combining form with any linking element. */
type FirstMember = { readonly english: string; readonly german: string };

// One first member a row, with the English nouns it may stand before.
const COMPOUNDS: readonly (readonly [FirstMember, readonly string[]])[] = [
  [
    { english: 'kitchen', german: 'Küchen' },
    ['table', 'door', 'window', 'chair', 'clock', 'knife'],
  ],
  [{ english: 'garden', german: 'Garten' }, ['gate', 'table', 'chair', 'house']],
  [{ english: 'winter', german: 'Winter' }, ['coat', 'jacket', 'shoe']],
  [{ english: 'summer', german: 'Sommer' }, ['dress', 'hat', 'house', 'concert']],
  [{ english: 'apple', german: 'Apfel' }, ['tree', 'cake', 'juice']],
  [{ english: 'city', german: 'Stadt' }, ['park', 'library', 'museum', 'theatre']],
  [{ english: 'school', german: 'Schul' }, ['book', 'bus', 'bag', 'friend', 'concert']],
  [{ english: 'potato', german: 'Kartoffel' }, ['soup', 'field']],
  [{ english: 'tomato', german: 'Tomaten' }, ['soup', 'juice']],
  [{ english: 'house', german: 'Haus' }, ['door', 'key']],
  [{ english: 'car', german: 'Auto' }, ['door', 'key']],
  [{ english: 'wine', german: 'Wein' }, ['bottle', 'glass']],
  [{ english: 'village', german: 'Dorf' }, ['school', 'church', 'street']],
  [{ english: 'police', german: 'Polizei' }, ['car', 'dog', 'report']],
  [{ english: 'coffee', german: 'Kaffee' }, ['cup']],
  [{ english: 'travel', german: 'Reise' }, ['bag', 'report', 'plan']],
  [{ english: 'love', german: 'Liebes' }, ['letter', 'song', 'poem', 'film']],
  [{ english: 'chocolate', german: 'Schokoladen' }, ['cake', 'egg']],
  [{ english: 'wooden', german: 'Holz' }, ['table', 'box', 'bridge']],
];

const heads = Object.values(nounsByClass).flat();

const lowerInitial = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/** Joins a first member to a head, which alone decides class, gender and inflection. */
export function compound(first: FirstMember, head: Noun): Noun {
  const join = (form: string): string => first.german + lowerInitial(form);
  return {
    ...head,
    english: {
      singular: `${first.english} ${head.english.singular}`,
      plural: `${first.english} ${head.english.plural}`,
    },
    german: {
      gender: head.german.gender,
      singular: join(head.german.singular),
      oblique: join(head.german.oblique),
      genitive: join(head.german.genitive),
      plural: join(head.german.plural),
    },
  };
}

function headNamed(english: string): Noun {
  const head = heads.find((noun) => noun.english.singular === english);
  if (head === undefined) throw new Error(`the noun table has no head '${english}'`);
  return head;
}

const compounds = COMPOUNDS.flatMap(([first, headNames]) =>
  headNames.map((name) => compound(first, headNamed(name))),
);

/** The compounds of a semantic class. */
export function compoundsOfClass(nounClass: NounClass): readonly Noun[] {
  return compounds.filter((noun) => noun.class === nounClass);
}
