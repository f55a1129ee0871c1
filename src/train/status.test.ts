import { expect, it } from 'vitest';
import { statusObserver, type TrainingStatus } from './status.ts';

it('says all that is known so far, and what goes on only while it does', () => {
  const shown: TrainingStatus[] = [];
  const observer = statusObserver((status) => shown.push(status));
  observer.phase?.('reading');
  observer.step(1, 2);
  observer.loss({ step: 1, steps: 2, loss: 7, tokensPerSecond: 100 });
  observer.phase?.('evaluating');
  observer.dev({ step: 1, logPerplexity: 5 });
  observer.step(2, 2);
  const loss = { loss: 7, tokensPerSecond: 100 };
  expect(shown).toEqual([
    { step: 0, steps: 0, phase: 'reading' },
    { step: 1, steps: 2 },
    { step: 1, steps: 2, ...loss },
    { step: 1, steps: 2, ...loss, phase: 'evaluating' },
    { step: 1, steps: 2, ...loss, logPerplexity: 5 },
    { step: 2, steps: 2, ...loss, logPerplexity: 5 },
  ]);
});
