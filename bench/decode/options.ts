import { wholeNumber } from '../../src/cli/number-option.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import type { BeamOptions } from '../../src/decode/steps.ts';
import { UserError } from '../../src/platform/errors.ts';
import { benchmarkParser, chosenConfig, withConfig } from '../harness/arguments.ts';

export type DecodeTimeOptions = {
  readonly config: RunConfig;
  readonly search: BeamOptions;
  /** Sentences translated at once. */
  readonly sentences: number;
  /** How many sentences of the test set are translated; all unless given. */
  readonly limit: number | undefined;
  readonly rounds: number;
  /** Where the result goes. */
  readonly json: string;
};

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseDecodeOptions(argv: readonly string[]): DecodeTimeOptions {
  const usage =
    'Times beam search here, in PyTorch and in CTranslate2, in turn, on the test set of a corpus. The model is ' +
    'trained first, unless an earlier run with the same configuration left it.';
  const args = withConfig(benchmarkParser('decode-time', usage, argv), 'decode/decoding.yaml')
    .option('limit', {
      requiresArg: true,
      coerce: wholeNumber('--limit'),
      describe: 'Translate only so many sentences of the test set, its first [default: all]',
    })
    .option('rounds', {
      default: 5,
      requiresArg: true,
      coerce: wholeNumber('--rounds'),
      describe: 'Turns of each contestant',
    })
    .parseSync();
  const config = chosenConfig(args);
  const { search } = config.evaluation;
  if (search.kind !== 'beam') {
    throw new UserError(`evaluation.search.kind: given ${search.kind}; expected beam`);
  }
  const { sentences, kind: _, ...beam } = search;
  return {
    config,
    search: beam,
    sentences,
    limit: args.limit,
    rounds: args.rounds,
    json: args.json,
  };
}
