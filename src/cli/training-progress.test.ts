import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { screen } from '../../test/support/screen.ts';
import { liveLine, printedLines, trainingLine } from './training-progress.ts';

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

describe('trainingLine', () => {
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

describe('liveLine', () => {
  it('draws a run from its first step to its end', () => {
    const { stream, text } = screen(true);
    const { observer, stop } = liveLine(stream);
    observer.step(1, 2);
    observer.loss({ step: 1, steps: 2, loss: 6.5, tokensPerSecond: 100 });
    observer.step(2, 2);
    observer.dev({ step: 2, logPerplexity: Math.log(200) });
    stop();
    expect(text()).toMatch(/^step 0\/2 /);
    expect(text()).toMatch(
      /step 2\/2 \[=+\] loss 6.500 {2}dev perplexity 200.0 {2}100 tokens\/s.*\n$/,
    );
  });

  it('goes on where a run goes on', () => {
    const { stream, text } = screen(true);
    const { observer, stop } = liveLine(stream);
    observer.step(501, 1000);
    stop();
    expect(text()).toMatch(/^step 500\/1000 \[=+-+\]/);
    expect(text()).toMatch(/step 501\/1000 .*\n$/);
  });

  it('stops a run of which nothing was drawn yet', () => {
    const { stream, text } = screen(true);
    liveLine(stream).stop();
    expect(text()).toBe('');
  });

  it('keeps no process from ending once it is stopped', () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const { observer, stop } = liveLine(screen(true).stream);
    observer.step(1, 10);
    expect(timers()).toBeGreaterThan(before);
    stop();
    expect(timers()).toBe(before);
  });
});

it('printedLines has a line a report', () => {
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
