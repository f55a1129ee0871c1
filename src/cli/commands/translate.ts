import { command } from '../command.ts';
import { inputLines } from '../input-lines.ts';
import { text } from '../option.ts';
import { loadTranslator, RUN_FOLDER, TRANSLATING } from '../trained-model.ts';

export const translateCommand = command({
  usage: 'translate <run>',
  describe: 'Translate text with a trained run, one sentence per line',
  positionals: { run: RUN_FOLDER },
  options: {
    ...TRANSLATING,
    input: { ...text('A text file, gzip or not; - is standard input'), default: '-' },
  },
  handler: async (args) => {
    // First the run: nobody should type text for one that is not there.
    const { translate } = await loadTranslator(args);
    const lines = await inputLines(args.input);
    for await (const part of translate(lines)) process.stdout.write(`${part.join('\n')}\n`);
  },
});
