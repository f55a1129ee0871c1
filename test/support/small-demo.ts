/** Options of the command line that override configuration keys. */
export const overrides = (assignments: readonly string[]): string[] =>
  assignments.flatMap((assignment) => ['--set', assignment]);

/** Overrides that make a model train in milliseconds a step. */
export const SMALL_MODEL = [
  'model.encoderLayers=1',
  'model.decoderLayers=1',
  'model.dModel=16',
  'model.dFeedForward=16',
];

/** Overrides that make a run of the demo last a second. */
export const SMALL = overrides([
  ...SMALL_MODEL,
  'training.steps=6',
  'training.logEvery=2',
  'training.evaluateEvery=3',
  'data.batching.tokens=128',
  'evaluation.search.extraLength=1',
  'evaluation.search.sentences=500',
]);
