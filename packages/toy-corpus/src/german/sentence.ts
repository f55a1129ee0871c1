import type { Clause, Sentence } from '../meaning.ts';
import { type Words, writeSentence } from '../orthography.ts';
import { verbFinal, verbFirst, verbSecond } from './clause.ts';

/** The German sentence. */
export function germanSentence(sentence: Sentence): string {
  return writeSentence(sentenceWords(sentence), sentence.kind === 'question' ? '?' : '.');
}

function mainClause(clause: Clause): Words {
  return verbSecond(clause, { kind: clause.fronted ?? 'subject' });
}

function sentenceWords(sentence: Sentence): Words {
  switch (sentence.kind) {
    case 'simple':
      return mainClause(sentence.clause);
    case 'coordinate': {
      const { german, germanComma } = sentence.coordinator;
      return [
        ...mainClause(sentence.first),
        ...(germanComma ? [','] : []),
        german,
        ...mainClause(sentence.second),
      ];
    }
    case 'complex': {
      const subordinate = verbFinal([sentence.subordinator.german], sentence.subordinate);
      return sentence.subordinateFirst
        ? verbSecond(sentence.main, { kind: 'words', words: subordinate })
        : [...mainClause(sentence.main), ...subordinate];
    }
    case 'question':
      return questionWords(sentence);
  }
}

function questionWords({ clause, asked }: Extract<Sentence, { kind: 'question' }>): Words {
  switch (asked) {
    case 'yes or no':
      return verbFirst(clause);
    case 'subject':
    case 'object':
      return verbSecond(clause, { kind: asked });
    default:
      return verbSecond(clause, { kind: 'words', words: [asked.adverb.german] });
  }
}
