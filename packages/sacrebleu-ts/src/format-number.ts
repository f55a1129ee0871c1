/**
 * `value` with `digits` decimals, an exact tie going to the even digit as in Python's `f'{x:.1f}'`.
 * `Number.prototype.toFixed` sends ties upwards, so that it would print 6.3 where sacreBLEU prints
 * 6.2 for a precision of 1/16.
 */
export function formatFixed(value: number, digits: number): string {
  // A tie is an odd multiple of 10^-digits / 2. Of those a double holds exactly only the multiples
  // of 2^-(digits + 1), and one decimal more then writes such a number in full.
  const isDyadic = Number.isInteger(value * 2 ** (digits + 1));
  if (!isDyadic) return value.toFixed(digits);
  const exact = value.toFixed(digits + 1);
  if (!exact.endsWith('5')) return value.toFixed(digits);
  const truncated = exact.slice(0, digits === 0 ? -2 : -1);
  const lastDigit = truncated.charCodeAt(truncated.length - 1) - 48;
  return lastDigit % 2 === 0 ? truncated : value.toFixed(digits);
}
