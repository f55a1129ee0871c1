import type { EnglishVerb } from '../lexicon/englishVerb.ts';
import type { Agreement } from '../lexicon/features.ts';

/** The finite form, without the words that belong to the verb. */
export function finiteForm(
  verb: EnglishVerb,
  tense: 'present' | 'past',
  { person, number }: Agreement,
): string {
  const thirdSingular = person === 3 && number === 'singular';
  switch (verb.base) {
    case 'be': {
      const firstSingular = person === 1 && number === 'singular';
      if (tense === 'past') return thirdSingular || firstSingular ? 'was' : 'were';
      if (firstSingular) return 'am';
      return thirdSingular ? 'is' : 'are';
    }
    case 'have':
      if (tense === 'present') return thirdSingular ? 'has' : 'have';
      return verb.past;
    default:
      if (tense === 'past') return verb.past;
      return thirdSingular ? verb.thirdPerson : verb.base;
  }
}

// Words whose first letter does not tell whether they begin with a vowel: an hour, a university.
const SILENT_H = /^(?:honest|hour)/;
const CONSONANT_U = /^(?:uni|use)/;

/** The indefinite article before a word. */
export function indefiniteArticle(next: string): 'a' | 'an' {
  const vowel = SILENT_H.test(next) || (/^[aeiou]/i.test(next) && !CONSONANT_U.test(next));
  return vowel ? 'an' : 'a';
}

/** The possessive form of the last word of a phrase: the teacher's, the students'. */
export function possessiveForm(word: string): string {
  return word.endsWith('s') ? `${word}'` : `${word}'s`;
}
