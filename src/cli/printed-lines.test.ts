import { expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { printedLines } from './printed-lines.ts';

it('is a line a report', () => {
  const lines: string[] = [];
  const observer = printedLines((line) => lines.push(line));
  observer.phase?.('loading data');
  observer.step(5, 30);
  observer.loss({ step: 5, steps: 30, loss: 7.33912, tokensPerSecond: 1726.4 });
  observer.phase?.('evaluating');
  observer.dev({ step: 5, logPerplexity: 6.5 });
  observer.devBleu?.({ step: 5, bleu: { ...exampleResult().test!.bleu, score: 12.34 } });
  observer.notice?.('a checkpoint is damaged');
  expect(lines).toEqual([
    'loading data',
    'step 5/30  loss 7.339  1,726 tokens/s',
    'step 5/30  development log-perplexity 6.500',
    'step 5/30  development BLEU 12.3',
    'a checkpoint is damaged',
  ]);
});
