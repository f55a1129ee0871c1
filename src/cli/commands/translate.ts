import { readFileSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { UserError } from '../../errors.ts';
import {
  loadTranslator,
  type TrainedModelArguments,
  trainedModelOptions,
} from '../trained-model-options.ts';

type Arguments = TrainedModelArguments & { input: string };

const STANDARD_INPUT = 0;

export const translateCommand: CommandModule<object, Arguments> = {
  command: 'translate <run>',
  describe: 'Translate text with what a run has learned, a sentence a line',
  builder: (args) =>
    trainedModelOptions(args).option('input', {
      type: 'string',
      default: '-',
      describe: 'A text file, gzip or not; - is standard input',
    }),
  handler: async (args) => {
    const { translate } = await loadTranslator(args);
    const { readLines, linesOf } = await import('../../data/text-files.ts');
    const lines =
      args.input === '-'
        ? linesOf(readFileSync(STANDARD_INPUT), 'standard input')
        : await readLines(args.input);
    if (lines.length === 0) throw new UserError(`${args.input}: no line to translate`);
    for await (const part of translate(lines)) process.stdout.write(`${part.join('\n')}\n`);
  },
};
