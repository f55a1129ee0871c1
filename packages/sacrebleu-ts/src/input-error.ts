/**
 * Thrown when what the caller gave cannot be scored: streams of unequal length, no segments, an
 * unknown tokenizer, an option out of range. The message says what was given, what was expected
 * and what to do.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}
