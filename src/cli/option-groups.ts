/** The headings that `--help` lists options under. */
export const WHAT = 'What to work on:';
export const WHERE = 'Where it computes:';
export const HOW = 'How it computes:';
export const KEPT = 'What is kept, and where:';
export const PRINTED = 'What is printed:';
