import type { NounClass } from './noun.ts';

/** `state`: a quality that comes and goes, so that one can be it today or become it. */
export type AdjectiveKind = 'quality' | 'state' | 'dimension' | 'colour';

export type Adjective = {
  readonly english: { readonly positive: string; readonly comparative: string };
  readonly german: {
    readonly positive: string;
    /** The stem that takes the agreement endings: 'teur' for 'teuer', 'hoh' for 'hoch'. */
    readonly stem: string;
    readonly comparative: string;
  };
  readonly kind: AdjectiveKind;
  /** The classes of the nouns that it plausibly describes. */
  readonly describes: readonly NounClass[];
};

type AdjectiveRow = Omit<Adjective, 'kind' | 'describes'>;

/** English positive and comparative, German positive and, unless regular, comparative and stem. */
function adjective(
  english: string,
  englishComparative: string,
  german: string,
  irregular: { readonly comparative?: string; readonly stem?: string } = {},
): AdjectiveRow {
  const stem = irregular.stem ?? german.replace(/e$/, '');
  return {
    english: { positive: english, comparative: englishComparative },
    german: { positive: german, stem, comparative: irregular.comparative ?? `${stem}er` },
  };
}

function describing(
  kind: AdjectiveKind,
  describes: readonly NounClass[],
  rows: readonly AdjectiveRow[],
): readonly Adjective[] {
  return rows.map((row) => ({ ...row, kind, describes }));
}

const LIVING: readonly NounClass[] = ['person', 'animal'];
const GOODS: readonly NounClass[] = ['thing', 'clothing', 'furniture', 'vehicle'];
const PLACES: readonly NounClass[] = ['building', 'room', 'area'];
const WRITINGS: readonly NounClass[] = [
  'text',
  'tale',
  'song',
  'event',
  'contest',
  'problem',
  'language',
];

/** Groups of adjectives for the same nouns, each from the most to the least frequent. */
export const adjectiveGroups: readonly (readonly Adjective[])[] = [
  describing(
    'dimension',
    [...LIVING, ...GOODS, ...PLACES, 'opening', 'plant'],
    [
      adjective('old', 'older', 'alt', { comparative: 'älter' }),
      adjective('big', 'bigger', 'groß', { comparative: 'größer' }),
      adjective('small', 'smaller', 'klein'),
    ],
  ),
  describing(
    'dimension',
    [...GOODS, 'building', 'text', 'tale', 'song', 'problem', 'opening'],
    [adjective('new', 'newer', 'neu')],
  ),
  describing('dimension', LIVING, [
    adjective('young', 'younger', 'jung', { comparative: 'jünger' }),
    adjective('fat', 'fatter', 'dick'),
  ]),
  describing(
    'quality',
    ['person', 'food', 'drink', 'text', 'tale', 'song', 'event', 'building', 'thing', 'problem'],
    [adjective('good', 'better', 'gut', { comparative: 'besser' })],
  ),
  describing(
    'quality',
    [...LIVING, ...GOODS, ...PLACES, 'plant', 'song', 'language', 'event'],
    [adjective('beautiful', 'more beautiful', 'schön')],
  ),
  describing('state', LIVING, [
    adjective('tired', 'more tired', 'müde'),
    adjective('hungry', 'hungrier', 'hungrig'),
    adjective('sick', 'sicker', 'krank', { comparative: 'kränker' }),
  ]),
  describing('quality', LIVING, [
    adjective('strong', 'stronger', 'stark', { comparative: 'stärker' }),
    adjective('clever', 'cleverer', 'klug', { comparative: 'klüger' }),
    adjective('brave', 'braver', 'mutig'),
  ]),
  describing(
    'quality',
    ['person'],
    [
      adjective('rich', 'richer', 'reich'),
      adjective('friendly', 'friendlier', 'freundlich'),
      adjective('poor', 'poorer', 'arm', { comparative: 'ärmer' }),
      adjective('famous', 'more famous', 'berühmt'),
      adjective('lazy', 'lazier', 'faul'),
      adjective('honest', 'more honest', 'ehrlich'),
      adjective('polite', 'more polite', 'höflich'),
      adjective('curious', 'more curious', 'neugierig'),
    ],
  ),
  describing(
    'state',
    ['person'],
    [
      adjective('happy', 'happier', 'glücklich'),
      adjective('sad', 'sadder', 'traurig'),
      adjective('angry', 'angrier', 'wütend'),
      adjective('nervous', 'more nervous', 'nervös'),
    ],
  ),
  describing(
    'quality',
    [...GOODS, 'building'],
    [
      adjective('expensive', 'more expensive', 'teuer', { stem: 'teur' }),
      adjective('modern', 'more modern', 'modern'),
    ],
  ),
  describing('quality', GOODS, [
    adjective('heavy', 'heavier', 'schwer'),
    adjective('cheap', 'cheaper', 'billig'),
    adjective('light', 'lighter', 'leicht'),
  ]),
  describing(
    'quality',
    ['building', 'room', 'area', 'vehicle'],
    [
      adjective('quiet', 'quieter', 'ruhig'),
      adjective('dark', 'darker', 'dunkel', { stem: 'dunkl' }),
    ],
  ),
  describing('state', ['building', 'room', 'vehicle'], [adjective('empty', 'emptier', 'leer')]),
  describing('state', [...GOODS, 'room'], [adjective('dirty', 'dirtier', 'schmutzig')]),
  describing('quality', WRITINGS, [
    adjective('interesting', 'more interesting', 'interessant'),
    adjective('difficult', 'more difficult', 'schwierig'),
    adjective('strange', 'stranger', 'seltsam'),
    adjective('boring', 'more boring', 'langweilig'),
    adjective('important', 'more important', 'wichtig'),
  ]),
  describing(
    'quality',
    ['text', 'tale', 'song', 'event', 'contest'],
    [adjective('long', 'longer', 'lang', { comparative: 'länger' })],
  ),
  describing(
    'quality',
    ['text', 'tale', 'song', 'event', 'contest', 'clothing'],
    [adjective('short', 'shorter', 'kurz', { comparative: 'kürzer' })],
  ),
  describing(
    'quality',
    ['food', 'drink'],
    [
      adjective('cold', 'colder', 'kalt', { comparative: 'kälter' }),
      adjective('hot', 'hotter', 'heiß'),
      adjective('fresh', 'fresher', 'frisch'),
      adjective('sweet', 'sweeter', 'süß'),
    ],
  ),
  describing(
    'quality',
    ['vehicle', 'animal'],
    [adjective('fast', 'faster', 'schnell'), adjective('slow', 'slower', 'langsam')],
  ),
  describing(
    'quality',
    ['plant'],
    [
      adjective('tall', 'taller', 'hoch', { stem: 'hoh', comparative: 'höher' }),
      adjective('dry', 'drier', 'trocken'),
    ],
  ),
  describing(
    'colour',
    ['thing', 'clothing', 'vehicle', 'furniture', 'opening'],
    [
      adjective('red', 'redder', 'rot', { comparative: 'röter' }),
      adjective('black', 'blacker', 'schwarz', { comparative: 'schwärzer' }),
      adjective('blue', 'bluer', 'blau'),
      adjective('white', 'whiter', 'weiß'),
      adjective('green', 'greener', 'grün'),
    ],
  ),
  describing('colour', LIVING.slice(1), [
    adjective('brown', 'browner', 'braun'),
    adjective('grey', 'greyer', 'grau'),
  ]),
];
