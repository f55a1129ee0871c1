import { UserError } from '../../src/platform/errors.ts';
import { benchmarkParser, chosenConfig, countOption, withConfig } from '../harness/arguments.ts';

/** @throws UserError where an argument is unknown or has a value that it cannot have */
export function parseDecodeOptions(argv: readonly string[]) {
  const usage =
    'Times beam search here, in PyTorch and in CTranslate2, in turn, on the test set of a corpus. The model is ' +
    'trained first, unless an earlier run with the same configuration left it.';
  const args = withConfig(benchmarkParser('decode-time', usage, argv), 'decode/decoding.yaml')
    .option('limit', countOption('--limit', 'Sentences, the first of the test set [default: all]'))
    .option('rounds', { ...countOption('--rounds', 'Turns of each contestant'), default: 5 })
    .parseSync();
  const config = chosenConfig(args);
  const { search } = config.evaluation;
  if (search.kind !== 'beam') {
    throw new UserError(`evaluation.search.kind: given ${search.kind}; expected beam`);
  }
  // Sentences translated at once are no part of what is searched for.
  const { sentences, kind: _, ...beam } = search;
  const { limit, rounds, json } = args;
  return { config, search: beam, sentences, limit, rounds, json };
}
