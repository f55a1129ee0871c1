import { describe, expect, it } from 'vitest';
import { englishSentence } from './english/sentence.ts';
import { germanSentence } from './german/sentence.ts';
import { interrogativeAdverbs } from './lexicon/adverbs.ts';
import { compound } from './lexicon/compounds.ts';
import { complementisers, coordinators, subordinators } from './lexicon/connectives.ts';
import { determiners } from './lexicon/determiners.ts';
import { copulas, existential, modals } from './lexicon/functionVerbs.ts';
import { prepositions } from './lexicon/prepositions.ts';
import { interrogatives, pronouns } from './lexicon/pronouns.ts';
import { verbs } from './lexicon/verbs.ts';
import {
  a,
  adjective,
  adverb,
  clause,
  nominal,
  noun,
  person,
  place,
  possessive,
  prepositional,
  pronoun,
  the,
} from './meaning.fixtures.ts';
import type { Clause, Sentence } from './meaning.ts';

type Translation = readonly [english: string, german: string, meaning: Clause | Sentence];

const { none, no, many } = determiners;
const PLURAL = { number: 'plural' } as const;

const today = adverb({ english: 'today', german: 'heute' });
const tomorrow = adverb({ english: 'tomorrow', german: 'morgen' });
const never = adverb({ english: 'never', german: 'nie' });
const quickly = adverb({ english: 'quickly', german: 'schnell' });
const inTheGarden = prepositional(prepositions.in, the('garden'));

const he = pronoun(pronouns.he);
const she = pronoun(pronouns.she);
const I = pronoun(pronouns.I);
const you = pronoun(pronouns.you);
const it_ = { kind: 'expletive', english: 'it' } as const;
const there = { kind: 'expletive', english: 'there' } as const;

const DATIVE = { government: 'dative' } as const;

const readsTheBook = { object: the('book') };
const giving = { recipient: the('small child'), object: a('red bag') };

function asSentence(meaning: Clause | Sentence): Sentence {
  return 'kind' in meaning ? meaning : { kind: 'simple', clause: meaning };
}

const question = (
  asked: Extract<Sentence, { kind: 'question' }>['asked'],
  asking: Clause,
): Sentence => ({ kind: 'question', clause: asking, asked });

const complex = (
  main: Clause,
  subordinator: keyof typeof subordinators,
  subordinate: Clause,
  subordinateFirst = false,
): Sentence => ({
  kind: 'complex',
  main,
  subordinator: subordinators[subordinator],
  subordinate,
  subordinateFirst,
});

const TRANSLATIONS: Readonly<Record<string, readonly Translation[]>> = {
  'cases of the objects': [
    [
      'The old man gives the small child a red bag.',
      'Der alte Mann gibt dem kleinen Kind eine rote Tasche.',
      clause(the('old man'), verbs.give, giving),
    ],
    [
      'She helps the student.',
      'Sie hilft dem Studenten.',
      clause(she, verbs.help, { ...DATIVE, object: the('student') }),
    ],
    [
      'The boy sees the lion.',
      'Der Junge sieht den Löwen.',
      clause(the('boy'), verbs.see, { object: the('lion') }),
    ],
    [
      'He thanks his two good friends.',
      'Er dankt seinen zwei guten Freunden.',
      clause(he, verbs.thank, {
        ...DATIVE,
        object: nominal(possessive('his'), 'good friend', {
          ...PLURAL,
          numeral: { english: 'two', german: 'zwei' },
        }),
      }),
    ],
    [
      'I wait for you.',
      'Ich warte auf dich.',
      clause(I, verbs.waitFor, { object: you, government: prepositions.waitingFor }),
    ],
    [
      'The man sees her today.',
      'Der Mann sieht sie heute.',
      clause(the('man'), verbs.see, { object: she, adverbials: { time: today } }),
    ],
    [
      "You see the old teacher's house.",
      'Du siehst das Haus des alten Lehrers.',
      clause(you, verbs.see, { object: the('house', { possessor: the('old teacher') }) }),
    ],
    [
      "Anna's brother drinks cold water.",
      'Annas Bruder trinkt kaltes Wasser.',
      clause(nominal(none, 'brother', { possessor: person('Anna') }), verbs.drink, {
        object: nominal(none, 'cold water'),
      }),
    ],
  ],
  'the finite verb in second place': [
    [
      'Today the man reads the book in the garden.',
      'Heute liest der Mann das Buch im Garten.',
      clause(the('man'), verbs.read, {
        ...readsTheBook,
        adverbials: { time: today, place: inTheGarden },
        fronted: 'time',
      }),
    ],
    [
      'In the garden the man reads the book today.',
      'Im Garten liest der Mann heute das Buch.',
      clause(the('man'), verbs.read, {
        ...readsTheBook,
        adverbials: { time: today, place: inTheGarden },
        fronted: 'place',
      }),
    ],
    [
      'The man reads a book in the garden today.',
      'Der Mann liest heute im Garten ein Buch.',
      clause(the('man'), verbs.read, {
        object: a('book'),
        adverbials: { time: today, place: inTheGarden },
      }),
    ],
    [
      'If it rains, the woman sleeps.',
      'Wenn es regnet, schläft die Frau.',
      complex(clause(the('woman'), verbs.sleep), 'if', clause(it_, verbs.rain), true),
    ],
  ],
  'known and new objects': [
    [
      "The man does not read Anna's book in the garden.",
      'Der Mann liest Annas Buch nicht im Garten.',
      clause(the('man'), verbs.read, {
        object: nominal(none, 'book', { possessor: person('Anna') }),
        negated: true,
        adverbials: { place: inTheGarden },
      }),
    ],
    [
      'She gives him a book quickly.',
      'Sie gibt ihm schnell ein Buch.',
      clause(she, verbs.give, {
        recipient: he,
        object: a('book'),
        adverbials: { manner: quickly },
      }),
    ],
  ],
  'the finite verb at the end': [
    [
      'She laughs because the man reads the book.',
      'Sie lacht, weil der Mann das Buch liest.',
      complex(clause(she, verbs.laugh), 'because', clause(the('man'), verbs.read, readsTheBook)),
    ],
    [
      'He says that the woman has read the book.',
      'Er sagt, dass die Frau das Buch gelesen hat.',
      clause(he, verbs.say, {
        complement: {
          kind: 'clause',
          complementiser: complementisers.that,
          clause: clause(the('woman'), verbs.read, { ...readsTheBook, tense: 'perfect' }),
        },
      }),
    ],
    [
      'Although the child wants to sleep, I work.',
      'Obwohl das Kind schlafen will, arbeite ich.',
      complex(
        clause(I, verbs.work),
        'although',
        clause(the('child'), verbs.sleep, { modal: modals.want }),
        true,
      ),
    ],
  ],
  'separable verbs': [
    ['He gets up.', 'Er steht auf.', clause(he, verbs.getUp)],
    [
      'He got up today.',
      'Er stand heute auf.',
      clause(he, verbs.getUp, { tense: 'past', adverbials: { time: today } }),
    ],
    [
      'She laughs because he gets up.',
      'Sie lacht, weil er aufsteht.',
      complex(clause(she, verbs.laugh), 'because', clause(he, verbs.getUp)),
    ],
    ['He has got up.', 'Er ist aufgestanden.', clause(he, verbs.getUp, { tense: 'perfect' })],
    ['He will get up.', 'Er wird aufstehen.', clause(he, verbs.getUp, { tense: 'future' })],
    [
      'He tries to call the doctor.',
      'Er versucht, den Arzt anzurufen.',
      clause(he, verbs.try, {
        complement: {
          kind: 'infinitive',
          predicate: clause(he, verbs.call, { object: the('doctor') }).predicate,
        },
      }),
    ],
    [
      'The woman picks him up.',
      'Die Frau holt ihn ab.',
      clause(the('woman'), verbs.pickUp, { object: he }),
    ],
  ],
  'reflexive verbs': [
    ['I hurry.', 'Ich beeile mich.', clause(I, verbs.hurry)],
    [
      'Today the woman rests.',
      'Heute ruht sich die Frau aus.',
      clause(the('woman'), verbs.rest, { adverbials: { time: today }, fronted: 'time' }),
    ],
    [
      'You try to rest.',
      'Du versuchst, dich auszuruhen.',
      clause(you, verbs.try, {
        complement: { kind: 'infinitive', predicate: clause(you, verbs.rest).predicate },
      }),
    ],
  ],
  'the perfect': [
    [
      'The woman has bought a car.',
      'Die Frau hat ein Auto gekauft.',
      clause(the('woman'), verbs.buy, { object: a('car'), tense: 'perfect' }),
    ],
    [
      'The children have gone to the school.',
      'Die Kinder sind zur Schule gegangen.',
      clause(the('child', PLURAL), verbs.go, {
        tense: 'perfect',
        complement: prepositional(prepositions.to, the('school')),
      }),
    ],
    [
      'I have never followed the man.',
      'Ich bin dem Mann nie gefolgt.',
      clause(I, verbs.follow, {
        ...DATIVE,
        object: the('man'),
        tense: 'perfect',
        adverbials: { frequency: never },
      }),
    ],
  ],
  'modals, the future and the passive': [
    [
      'We can read the book quickly.',
      'Wir können das Buch schnell lesen.',
      clause(pronoun(pronouns.we), verbs.read, {
        ...readsTheBook,
        modal: modals.can,
        adverbials: { manner: quickly },
      }),
    ],
    [
      'She does not have to work tomorrow.',
      'Sie muss morgen nicht arbeiten.',
      clause(she, verbs.work, {
        modal: modals.haveTo,
        negated: true,
        adverbials: { time: tomorrow },
      }),
    ],
    [
      'The book was read by the child.',
      'Das Buch wurde vom Kind gelesen.',
      clause(the('book'), verbs.read, {
        voice: 'passive',
        tense: 'past',
        complement: prepositional(prepositions.by, the('child')),
      }),
    ],
    [
      'He says that the book has been read.',
      'Er sagt, dass das Buch gelesen worden ist.',
      clause(he, verbs.say, {
        complement: {
          kind: 'clause',
          complementiser: complementisers.that,
          clause: clause(the('book'), verbs.read, { voice: 'passive', tense: 'perfect' }),
        },
      }),
    ],
    [
      'The book can be read.',
      'Das Buch kann gelesen werden.',
      clause(the('book'), verbs.read, { voice: 'passive', modal: modals.can }),
    ],
  ],
  negation: [
    [
      'The man does not read the book in the garden.',
      'Der Mann liest das Buch nicht im Garten.',
      clause(the('man'), verbs.read, {
        ...readsTheBook,
        negated: true,
        adverbials: { place: inTheGarden },
      }),
    ],
    [
      'The man does not read a book.',
      'Der Mann liest kein Buch.',
      clause(the('man'), verbs.read, { object: a('book'), negated: true }),
    ],
    [
      'She does not drink milk.',
      'Sie trinkt keine Milch.',
      clause(she, verbs.drink, { object: nominal(none, 'milk'), negated: true }),
    ],
    [
      'He is not tired.',
      'Er ist nicht müde.',
      clause(he, copulas.be, {
        negated: true,
        complement: { kind: 'adjective', adjective: adjective('tired') },
      }),
    ],
    [
      'He is not a good teacher.',
      'Er ist kein guter Lehrer.',
      clause(he, copulas.be, {
        negated: true,
        complement: { kind: 'predicative', phrase: a('good teacher') },
      }),
    ],
    [
      'She cannot sleep.',
      'Sie kann nicht schlafen.',
      clause(she, verbs.sleep, { modal: modals.can, negated: true }),
    ],
    ['No child sleeps.', 'Kein Kind schläft.', clause(nominal(no, 'child'), verbs.sleep)],
  ],
  'contractions of preposition and article': [
    ...(
      [
        ['in the park', 'im Park', prepositions.in, the('park')],
        ['into the house', 'ins Haus', prepositions.into, the('house')],
        ['at the window', 'am Fenster', prepositions.at, the('window')],
        ['to the station', 'zum Bahnhof', prepositions.to, the('station')],
        ['to the church', 'zur Kirche', prepositions.to, the('church')],
        ['from the market', 'vom Markt', prepositions.from, the('market')],
        ['near the hotel', 'beim Hotel', prepositions.near, the('hotel')],
        ['to Vienna', 'nach Wien', prepositions.toCity, place('Vienna')],
        [
          'into this house',
          'in dieses Haus',
          prepositions.into,
          nominal(determiners.this, 'house'),
        ],
        ['in the gardens', 'in den Gärten', prepositions.in, the('garden', PLURAL)],
        ['behind the trees', 'hinter den Bäumen', prepositions.behind, the('tree', PLURAL)],
      ] as const
    ).map(
      ([english, german, preposition, object]): Translation => [
        `He runs ${english}.`,
        `Er läuft ${german}.`,
        clause(he, verbs.run, { complement: prepositional(preposition, object) }),
      ],
    ),
    [
      'We sleep during the concert.',
      'Wir schlafen während des Konzerts.',
      clause(pronoun(pronouns.we), verbs.sleep, {
        adverbials: { time: prepositional(prepositions.during, the('concert')) },
      }),
    ],
  ],
  'relative clauses': [
    [
      'The man who reads the book sleeps.',
      'Der Mann, der das Buch liest, schläft.',
      clause(
        the('man', {
          relative: {
            role: 'subject',
            clause: clause({ kind: 'gap', number: 'singular' }, verbs.read, readsTheBook),
          },
        }),
        verbs.sleep,
      ),
    ],
    [
      'He sees the friends whom the woman helps.',
      'Er sieht die Freunde, denen die Frau hilft.',
      clause(he, verbs.see, {
        object: the('friend', {
          ...PLURAL,
          relative: { role: 'object', clause: clause(the('woman'), verbs.help, DATIVE) },
        }),
      }),
    ],
    [
      'The coat that he bought is expensive.',
      'Der Mantel, den er kaufte, ist teuer.',
      clause(
        the('coat', {
          relative: { role: 'object', clause: clause(he, verbs.buy, { tense: 'past' }) },
        }),
        copulas.be,
        { complement: { kind: 'adjective', adjective: adjective('expensive') } },
      ),
    ],
    [
      'The city in which we live is old.',
      'Die Stadt, in der wir wohnen, ist alt.',
      clause(
        the('city', {
          relative: { role: 'site', clause: clause(pronoun(pronouns.we), verbs.live) },
        }),
        copulas.be,
        { complement: { kind: 'adjective', adjective: adjective('old') } },
      ),
    ],
  ],
  questions: [
    [
      'Does the man see the dog?',
      'Sieht der Mann den Hund?',
      question('yes or no', clause(the('man'), verbs.see, { object: the('dog') })),
    ],
    [
      'Who helps the man?',
      'Wer hilft dem Mann?',
      question(
        'subject',
        clause({ kind: 'interrogative', interrogative: interrogatives.who }, verbs.help, {
          ...DATIVE,
          object: the('man'),
        }),
      ),
    ],
    [
      'What has she bought?',
      'Was hat sie gekauft?',
      question(
        'object',
        clause(she, verbs.buy, {
          object: { kind: 'interrogative', interrogative: interrogatives.what },
          tense: 'perfect',
        }),
      ),
    ],
    [
      'Why did the train not arrive?',
      'Warum kam der Zug nicht an?',
      question(
        { adverb: interrogativeAdverbs.why },
        clause(the('train'), verbs.arrive, { tense: 'past', negated: true }),
      ),
    ],
  ],
  'other sentences': [
    [
      'There are many trees in the garden.',
      'Es gibt im Garten viele Bäume.',
      clause(there, existential, {
        object: nominal(many, 'tree', PLURAL),
        adverbials: { place: inTheGarden },
      }),
    ],
    [
      'The dog is bigger than the cat.',
      'Der Hund ist größer als die Katze.',
      clause(the('dog'), copulas.be, {
        complement: {
          kind: 'adjective',
          adjective: adjective('big'),
          comparison: { degree: 'more', standard: the('cat') },
        },
      }),
    ],
    [
      'The man and Anna sing, but the child sleeps.',
      'Der Mann und Anna singen, aber das Kind schläft.',
      {
        kind: 'coordinate',
        first: clause(
          { kind: 'coordination', conjuncts: [the('man'), person('Anna')] },
          verbs.sing,
        ),
        coordinator: coordinators.but,
        second: clause(the('child'), verbs.sleep),
      },
    ],
    [
      'He sees the kitchen tables.',
      'Er sieht die Küchentische.',
      clause(he, verbs.see, {
        object: {
          ...the('table', PLURAL),
          noun: compound({ english: 'kitchen', german: 'Küchen' }, noun('table')),
        },
      }),
    ],
  ],
};

describe.each(Object.entries(TRANSLATIONS))('%s', (_, translations) => {
  it.each(translations)('%s -> %s', (english, german, meaning) => {
    expect(englishSentence(asSentence(meaning))).toBe(english);
    expect(germanSentence(asSentence(meaning))).toBe(german);
  });
});
