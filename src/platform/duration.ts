import prettyMilliseconds from 'pretty-ms';

/** Seconds as people say them, such as `2h 5m`; two units at most. */
export function describeSeconds(seconds: number): string {
  return prettyMilliseconds(Math.max(1, Math.round(seconds)) * 1000, {
    unitCount: 2,
    secondsDecimalDigits: 0,
  });
}
