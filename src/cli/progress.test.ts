import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { liveLine } from './progress.ts';

/** A terminal of 120 columns that keeps what it is sent. */
function terminal() {
  const sent: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      sent.push(String(chunk));
      done();
    },
  });
  Object.assign(stream, { isTTY: true, columns: 120 });
  return { stream, text: () => stripVTControlCharacters(sent.join('')) };
}

it('draws a run from its first step to its end', () => {
  const { stream, text } = terminal();
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
  const { stream, text } = terminal();
  const { observer, stop } = liveLine(stream);
  observer.step(501, 1000);
  stop();
  expect(text()).toMatch(/^step 500\/1000 \[=+-+\]/);
  expect(text()).toMatch(/step 501\/1000 .*\n$/);
});

it('stops a run of which nothing was drawn yet', () => {
  const { stream, text } = terminal();
  liveLine(stream).stop();
  expect(text()).toBe('');
});

it('keeps no process from ending once it is stopped', () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const { observer, stop } = liveLine(terminal().stream);
  observer.step(1, 10);
  expect(timers()).toBeGreaterThan(before);
  stop();
  expect(timers()).toBe(before);
});
