import { expect, it } from 'vitest';
import { roundCoordinates } from './round-coordinates.ts';

it('rounds places, and nothing that is read', () => {
  const svg =
    '<path aria-label="loss: 0.00001234" d="M0.12345,-7.00001L200,1.5e3Z"/>' +
    '<g transform="translate(0.50004,1.23456789e-7)"><text x="1.25">0.123456</text></g>';
  expect(roundCoordinates(svg)).toBe(
    '<path aria-label="loss: 0.00001234" d="M0.123,-7L200,1.5e3Z"/>' +
      '<g transform="translate(0.5,0)"><text x="1.25">0.123456</text></g>',
  );
});

it('gives the same where the last digit of a number differs', () => {
  const [one, other] = ['d="M12.345678901234567,1"', 'd="M12.345678901234569,1"'];
  expect(roundCoordinates(one)).toBe(roundCoordinates(other));
});
