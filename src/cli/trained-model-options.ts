import type { Argv } from 'yargs';
import { type BackendArguments, backendOptions } from './backend-options.ts';
import { anyNumber, wholeNumber } from './number-option.ts';
import { WHAT } from './option-groups.ts';

const CHOICES = ['last', 'best', 'polyak', 'lastPoints'] as const;

export type TrainedModelArguments = BackendArguments & {
  run: string;
  parameters: (typeof CHOICES)[number];
  'beam-size': number | undefined;
  alpha: number;
};

/** The arguments of every command that translates with a trained model. */
export function trainedModelOptions<T>(args: Argv<T>) {
  return backendOptions(
    args
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'The folder of a run, such as runs/demo-adam',
      })
      .option('parameters', {
        choices: CHOICES,
        default: 'last' as const,
        group: WHAT,
        describe: 'The last, those with the best development score, or an average of the run',
      })
      .option('beam-size', {
        requiresArg: true,
        coerce: wholeNumber('--beam-size'),
        group: WHAT,
        describe: "Beam search of this width; 1 is greedy [default: the run's own search]",
      })
      .option('alpha', {
        requiresArg: true,
        coerce: anyNumber('--alpha', 0),
        default: 0.6,
        group: WHAT,
        describe: 'Length penalty of the beam search: ((5 + length) / 6)^alpha',
      }),
  );
}

/** Loads the model that the arguments name, and what translates with it. */
export async function loadTranslator(args: TrainedModelArguments) {
  const { 'beam-size': beamSize, alpha } = args;
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
  const { extraLength, sentences } = model.config.evaluation.search;
  const search =
    beamSize === undefined
      ? model.config.evaluation.search
      : beamSize === 1
        ? ({ kind: 'greedy', extraLength, sentences } as const)
        : ({ kind: 'beam', extraLength, sentences, beamSize, alpha } as const);
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
