import type { Adjective } from '../lexicon/adjectives.ts';
import type { Determiner } from '../lexicon/determiners.ts';
import type { Case, Gender, GrammaticalNumber } from '../lexicon/features.ts';
import type { Noun } from '../lexicon/noun.ts';

/** Endings by case, for each gender in the singular and for the plural, which has no genders. */
type EndingTable = Readonly<Record<Case, Readonly<Record<Gender | 'plural', string>>>>;

/** Which endings an adjective takes, by what stands before it. */
export type AdjectiveDeclension = 'strong' | 'weak' | 'mixed';

function endingTable(rows: Readonly<Record<Case, string>>): EndingTable {
  const row = (endings: string): EndingTable[Case] => {
    const [masculine = '', neuter = '', feminine = '', plural = ''] = endings
      .split(' ')
      .map((ending) => ending.replace('-', ''));
    return { masculine, neuter, feminine, plural };
  };
  return {
    nominative: row(rows.nominative),
    accusative: row(rows.accusative),
    dative: row(rows.dative),
    genitive: row(rows.genitive),
  };
}

// Columns: masculine, neuter, feminine, plural.

const ADJECTIVE_ENDINGS: Readonly<Record<AdjectiveDeclension, EndingTable>> = {
  strong: endingTable({
    nominative: '-er -es -e -e',
    accusative: '-en -es -e -e',
    dative: '-em -em -er -en',
    genitive: '-en -en -er -er',
  }),
  weak: endingTable({
    nominative: '-e -e -e -en',
    accusative: '-en -e -e -en',
    dative: '-en -en -en -en',
    genitive: '-en -en -en -en',
  }),
  mixed: endingTable({
    nominative: '-er -es -e -en',
    accusative: '-en -es -e -en',
    dative: '-en -en -en -en',
    genitive: '-en -en -en -en',
  }),
};

const ARTICLES = endingTable({
  nominative: 'der das die die',
  accusative: 'den das die die',
  dative: 'dem dem der den',
  genitive: 'des des der der',
});

const RELATIVE_PRONOUNS = endingTable({
  nominative: 'der das die die',
  accusative: 'den das die die',
  dative: 'dem dem der denen',
  genitive: 'dessen dessen deren deren',
});

const DER_ENDINGS = endingTable({
  nominative: '-er -es -e -e',
  accusative: '-en -es -e -e',
  dative: '-em -em -er -en',
  genitive: '-es -es -er -er',
});

const EIN_ENDINGS = endingTable({
  nominative: '- - -e -e',
  accusative: '-en - -e -e',
  dative: '-em -em -er -en',
  genitive: '-es -es -er -er',
});

const column = (gender: Gender, number: GrammaticalNumber): Gender | 'plural' =>
  number === 'plural' ? 'plural' : gender;

/** The determiner in agreement with its noun; empty where there is none. */
export function determinerForm(
  determiner: Determiner,
  grammaticalCase: Case,
  gender: Gender,
  number: GrammaticalNumber,
): string {
  const { stem, inflection } = determiner.german;
  const agreement = column(gender, number);
  switch (inflection) {
    case 'article':
      return ARTICLES[grammaticalCase][agreement];
    case 'der':
    case 'quantifier':
      return stem + DER_ENDINGS[grammaticalCase][agreement];
    case 'ein':
      return stem + EIN_ENDINGS[grammaticalCase][agreement];
    case 'none':
      return '';
  }
}

/** The declension that a determiner leaves to the adjectives after it. */
export function declensionAfter(determiner: Determiner): AdjectiveDeclension {
  switch (determiner.german.inflection) {
    case 'article':
    case 'der':
      return 'weak';
    case 'ein':
      return 'mixed';
    case 'quantifier':
    case 'none':
      return 'strong';
  }
}

/** The attributive adjective in agreement with its noun. */
export function adjectiveForm(
  adjective: Adjective,
  declension: AdjectiveDeclension,
  grammaticalCase: Case,
  gender: Gender,
  number: GrammaticalNumber,
): string {
  const ending = ADJECTIVE_ENDINGS[declension][grammaticalCase][column(gender, number)];
  return adjective.german.stem + ending;
}

/** The noun in its case and number. */
export function nounForm(noun: Noun, grammaticalCase: Case, number: GrammaticalNumber): string {
  const { singular, oblique, genitive, plural } = noun.german;
  if (number === 'plural') {
    return grammaticalCase === 'dative' && !/[ns]$/.test(plural) ? `${plural}n` : plural;
  }
  switch (grammaticalCase) {
    case 'nominative':
      return singular;
    case 'accusative':
    case 'dative':
      return oblique;
    case 'genitive':
      return genitive;
  }
}

/** The relative pronoun, which agrees with its antecedent in gender and number. */
export function relativePronoun(
  grammaticalCase: Case,
  gender: Gender,
  number: GrammaticalNumber,
): string {
  return RELATIVE_PRONOUNS[grammaticalCase][column(gender, number)];
}
