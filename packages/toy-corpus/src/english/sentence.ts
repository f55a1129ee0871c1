import type { Sentence } from '../meaning.ts';
import { type Words, writeSentence } from '../orthography.ts';
import { declarative, inverted } from './clause.ts';
import { nounPhrase } from './nounPhrase.ts';

/** The English sentence. */
export function englishSentence(sentence: Sentence): string {
  return writeSentence(sentenceWords(sentence), sentence.kind === 'question' ? '?' : '.');
}

function sentenceWords(sentence: Sentence): Words {
  switch (sentence.kind) {
    case 'simple':
      return declarative([], sentence.clause);
    case 'coordinate':
      return [
        ...declarative([], sentence.first),
        ',',
        ...declarative([sentence.coordinator.english], sentence.second),
      ];
    case 'complex': {
      const main = declarative([], sentence.main);
      const subordinate = declarative([sentence.subordinator.english], sentence.subordinate);
      return sentence.subordinateFirst ? [...subordinate, ',', ...main] : [...main, ...subordinate];
    }
    case 'question':
      return questionWords(sentence);
  }
}

function questionWords({ clause, asked }: Extract<Sentence, { kind: 'question' }>): Words {
  switch (asked) {
    case 'yes or no':
      return inverted([], clause);
    case 'subject':
      return declarative([], clause);
    case 'object': {
      const { object } = clause.predicate;
      return inverted(object === undefined ? [] : nounPhrase(object, 'object'), clause, true);
    }
    default:
      return inverted([asked.adverb.english], clause);
  }
}
