import type { Segment, Segments } from './segments.ts';

/** sacreBLEU's: so many lines are no accident. */
const TOO_MANY = 100;

/** sacreBLEU's words. */
const WARNING = [
  "That's 100 lines that end in a tokenized period ('.')",
  'It looks like you forgot to detokenize your test data, which may hurt your score.',
  "If you insist your data is detokenized, or don't care, you can suppress this message with the `force` parameter.",
];

/**
 * Passes `lines` on, and when they have come to their end warns of each system whose output looks
 * tokenized, which lowers BLEU.
 */
export async function* watchForTokenizedText(
  lines: Segments['lines'],
  warn: (message: string) => void,
): AsyncGenerator<Segment> {
  const counts: number[] = [];
  for await (const segment of lines) {
    for (const [system, hypothesis] of segment.hypotheses.entries()) {
      if (hypothesis.endsWith(' .')) counts[system] = (counts[system] ?? 0) + 1;
    }
    yield segment;
  }
  for (const count of counts) {
    if (count !== undefined && count >= TOO_MANY) for (const line of WARNING) warn(line);
  }
}
