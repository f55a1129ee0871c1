import type { InferredOptionTypes } from 'yargs';
import { AVERAGE_KINDS } from '../config/averages.ts';
import { UserError } from '../platform/errors.ts';
import { anyNumber } from './number-option.ts';
import { WHAT, whole } from './option.ts';
import { COMPUTING } from './training-options.ts';

export const RUN_FOLDER = {
  type: 'string',
  demandOption: true,
  describe: 'The folder of a run, such as runs/demo-adam',
} as const;

/** The length penalty of a beam search unless another is given, that of the paper's. */
const ALPHA = 0.6;

/** The options of every command that translates with a trained model. */
export const TRANSLATING = {
  parameters: {
    choices: ['last', 'best', ...AVERAGE_KINDS],
    default: 'last',
    group: WHAT,
    describe: 'The last, those with the best development score, or an average of the run',
  },
  'beam-size': whole(
    '--beam-size',
    "Beam search of this width; 1 is greedy [default: the run's own search]",
    WHAT,
  ),
  alpha: {
    requiresArg: true,
    coerce: anyNumber('--alpha', 0),
    group: WHAT,
    describe: `With --beam-size above 1: length penalty ((5 + length) / 6)^alpha [default: ${ALPHA}]`,
  },
  ...COMPUTING,
} as const;

/** Loads the model that the arguments name, and what translates with it. */
export async function loadTranslator(
  args: InferredOptionTypes<typeof TRANSLATING> & { run: string },
) {
  const { 'beam-size': beamSize, alpha } = args;
  if (alpha !== undefined && (beamSize ?? 1) === 1) {
    throw new UserError('--alpha: goes with --beam-size above 1 only');
  }
  const { startBackend } = await import('../backend/start.ts');
  const { chooseExecutor } = await import('../backend/info.ts');
  const { eagerExecutor } = await import('../executor/eager.ts');
  const { graphExecutor } = await import('../graph/executor.ts');
  const { loadTrainedModel, translateText, translatorState } = await import(
    '../train/trained-model.ts'
  );
  const { LONGEST_SOURCE } = await import('../train/translator.ts');
  const backend = await startBackend(args);
  const model = await loadTrainedModel(args.run, args.parameters);
  const state = translatorState(model);
  const executor =
    chooseExecutor(backend, args.executor) === 'graph'
      ? graphExecutor(state)
      : eagerExecutor(state);
  const own = model.config.evaluation.search;
  const { extraLength, sentences } = own;
  const search =
    beamSize === undefined
      ? own
      : beamSize === 1
        ? ({ kind: 'greedy', extraLength, sentences } as const)
        : ({ kind: 'beam', extraLength, sentences, beamSize, alpha: alpha ?? ALPHA } as const);
  return {
    model,
    /** The translations of `lines` in their order, some at a time. */
    translate: (lines: readonly string[]) => {
      const { cut, parts } = translateText(executor, model, lines, search);
      for (const { line, tokens } of cut) {
        const kept = `only the first ${LONGEST_SOURCE} are translated`;
        console.error(`warning: line ${line}: ${tokens} tokens with its end symbol; ${kept}`);
      }
      return parts();
    },
  };
}
