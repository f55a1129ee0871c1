import { expect, it } from 'vitest';
import { TEXT_SIZE, textWidth, wrapped } from './text-lines.ts';

it('takes text to be as many times as wide as its size is', () => {
  expect(textWidth('Adafactor', 2 * TEXT_SIZE)).toBeCloseTo(2 * textWidth('Adafactor'), 12);
});

it('breaks text between words, so that no line is wider than asked', () => {
  const text = 'SinkGD, and Adam where it is not for, goes lowest, to 2.58 nats a token';
  for (const size of [12, 14, 17]) {
    const lines = wrapped(text, 300, size);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(textWidth(line, size)).toBeLessThanOrEqual(300);
  }
  expect(wrapped(text, 300, 17).length).toBeGreaterThan(wrapped(text, 300, 12).length);
});

it('leaves a word whole that is wider than a line', () => {
  expect(wrapped('a HuggingFaceRelative b', 40)).toEqual(['a', 'HuggingFaceRelative', 'b']);
});
