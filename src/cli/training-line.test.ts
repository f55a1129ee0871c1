import { describe, expect, it } from 'vitest';
import { trainingLine } from './training-line.ts';

const STATUS = {
  step: 250,
  steps: 1000,
  loss: 3.25,
  tokensPerSecond: 12_345.6,
  logPerplexity: Math.log(12.25),
};

const line = ({
  name,
  status = STATUS,
  width = 120,
  eta = 75,
}: {
  name?: string;
  status?: Parameters<typeof trainingLine>[2]['status'];
  width?: number;
  eta?: unknown;
} = {}) => {
  const { step: value, steps: total } = status;
  const params = { value, total, progress: value / total, maxWidth: width, eta: eta as number };
  const payload = name === undefined ? { status } : { name, status };
  return trainingLine(
    { autopaddingChar: '' },
    { ...params, startTime: 0, stopTime: null },
    payload,
  );
};

describe('the live line', () => {
  it('has step, loss, perplexity, speed and time left', () => {
    expect(line()).toBe(
      'step 250/1000 [========----------------------] ' +
        'loss 3.250  dev perplexity 12.25  12,346 tokens/s  1m15s left',
    );
  });

  it('names the run where there are several', () => {
    expect(line({ name: 'A-none-s1' })).toMatch(/^A-none-s1 250\/1000 \[/);
  });

  it('shows what is known, and no time left before it can be told', () => {
    const status = { step: 0, steps: 1000 };
    for (const eta of ['NULL', 'INF', '0']) {
      expect(line({ status, eta, width: 30 })).toBe('step 0/1000 [--------------] ');
    }
  });

  it('has BLEU of the development set where it is looked at', () => {
    expect(line({ status: { ...STATUS, bleu: 21.06 } })).toContain('  dev BLEU 21.1  ');
  });

  it('says what goes on between steps in place of the time left', () => {
    const shown = line({ status: { ...STATUS, phase: 'translating the test set' } });
    expect(shown).toMatch(/tokens\/s {2}translating the test set$/);
  });

  it.each([40, 60, 75, 80, 90, 100, 200])('gives the bar what room %i columns leave', (width) => {
    const shown = line({ width });
    const without = line({ width: 10 });
    expect(without).not.toContain('[');
    expect(shown.length).toBeLessThanOrEqual(Math.max(width, without.length));
    if (width >= 100) expect(shown).toContain('[===');
  });
});
