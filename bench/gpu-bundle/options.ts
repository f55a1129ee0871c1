import { vocabularySize } from '../../src/data/vocabulary.ts';
import { benchmarkParser, countOption } from '../harness/arguments.ts';
import { BATCH, listOption, SHAPES, type Shape } from '../harness/shapes.ts';
import { requireCompared } from '../step/device-options.ts';
import { TOY_VOCABULARY } from './toy-batches.ts';

/** To try the bundle on a program that plays a GPU, which takes seconds even for this one's step. */
const TRIAL: Shape = {
  name: 'trial',
  model: {
    encoderLayers: 1,
    decoderLayers: 1,
    dModel: 16,
    dFeedForward: 32,
    heads: 2,
    dropout: { residual: 0.1, attention: 0.1, relu: 0.1 },
    labelSmoothing: 0.1,
    embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
  },
  vocabulary: 0,
  rounds: 1,
  steps: 1,
  timesOptimizer: false,
};

const symbols = vocabularySize(TOY_VOCABULARY);

/** The sizes of model, each with room for the subwords of the built-in corpus. */
const BUNDLE_SHAPES: readonly Shape[] = [TRIAL, ...SHAPES].map((shape) => ({
  ...shape,
  vocabulary: Math.max(shape.vocabulary, symbols),
}));

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseBundleOptions(argv: readonly string[]) {
  const usage =
    "Trains on this machine's GPU through WebGPU: milliseconds a step, and the losses beside the " +
    "processor's. The same command again goes on with what is missing.";
  const args = benchmarkParser('run.sh', usage, argv)
    .default('json', 'result.json')
    .option('shapes', {
      ...listOption('--shapes', BUNDLE_SHAPES, 'Which sizes of model'),
      default: 'small,medium,base',
    })
    .option('steps', {
      ...countOption('--steps', 'Steps timed on the GPU, for each size and optimiser'),
      default: 300,
    })
    .option('compared', {
      ...countOption('--compared', 'Steps that the processor takes too, to compare the losses'),
      default: 20,
    })
    .option('sentences', {
      ...countOption('--sentences', 'Sentence pairs of a batch; few are quick without a real GPU'),
      default: BATCH.sentences,
    })
    .option('seconds', {
      ...countOption('--seconds', 'Time for everything; what is not reached is said'),
      default: 440,
    })
    .option('software', {
      type: 'boolean',
      default: false,
      describe: 'Take a program that plays a GPU where there is none, to try this out',
    })
    .parseSync();
  const { shapes, steps, compared, sentences, seconds, software, json } = args;
  requireCompared(compared, steps);
  return { shapes, steps, compared, sentences, seconds, software, json };
}
