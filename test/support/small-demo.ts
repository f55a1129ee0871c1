/** Overrides that make a run of the demo last a second. */
export const SMALL = [
  'model.encoderLayers=1',
  'model.decoderLayers=1',
  'model.dModel=16',
  'model.dFeedForward=16',
  'training.steps=6',
  'training.logEvery=2',
  'training.evaluateEvery=3',
  'data.batching.tokens=128',
  'evaluation.search.extraLength=1',
  'evaluation.search.sentences=500',
].flatMap((assignment) => ['--set', assignment]);
