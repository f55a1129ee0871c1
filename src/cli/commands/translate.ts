import type { CommandModule } from 'yargs';
import { inputLines } from '../input-lines.ts';
import {
  loadTranslator,
  type TrainedModelArguments,
  trainedModelOptions,
} from '../trained-model-options.ts';

type Arguments = TrainedModelArguments & { input: string };

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
    // First the run: nobody should type text for one that is not there.
    const { translate } = await loadTranslator(args);
    const lines = await inputLines(args.input);
    for await (const part of translate(lines)) process.stdout.write(`${part.join('\n')}\n`);
  },
};
