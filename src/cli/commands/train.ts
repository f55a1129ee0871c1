import { join, parse } from 'node:path';
import { StoppedError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { configArgument, loadLayer, SET } from '../config-options.ts';
import { count } from '../count.ts';
import { FILES, flag, PRINTED, text } from '../option.ts';
import { TRAINING, trainingSettings } from '../training-options.ts';

export const trainCommand = command({
  usage: 'train <config>',
  describe: 'Train one model, translate the test set and score it',
  positionals: { config: configArgument('run', 'A run: a name, such as demo-adam, or a YAML') },
  options: {
    set: SET,
    ...TRAINING,
    folder: text(
      'Folder for the log, the checkpoints, the translations and the result [default: runs/<config name>]',
      FILES,
    ),
    json: flag('Print the result as JSON', PRINTED),
  },
  examples: [
    ['$0 train demo-adam', 'About a minute on the built-in corpus'],
    ['$0 train demo-adam --set training.steps=100 --folder runs/short', 'A shorter one'],
  ],
  handler: async (args) => {
    const { runConfigOf } = await import('../../config/dataset-config.ts');
    const { startBackend } = await import('../../backend/start.ts');
    const { chooseExecutor } = await import('../../backend/info.ts');
    const { run } = await import('../../train/run.ts');
    const { clearFailures, failureMessage, recordFailure } = await import('../../train/failure.ts');
    const { FolderLockedError } = await import('../../platform/held-lease.ts');
    const { ownResultPath, writeResult } = await import('../../results/store.ts');
    const { liveLine, printedLines } = await import('../training-progress.ts');
    const { describeStart, describeTrained } = await import('../describe-run.ts');
    const { stopOnSignals } = await import('../stop-signal.ts');
    const { requireData } = await import('../../experiment/required-data.ts');
    const config = runConfigOf(loadLayer(args.config, args.set), args.config);
    requireData(config);
    const name = parse(args.config).name;
    const folder = args.folder ?? join('runs', name);
    const live = process.stderr.isTTY === true ? liveLine() : undefined;
    const start = async () => {
      console.error(describeStart(name, config, folder));
      const stop = stopOnSignals();
      const backend = await startBackend(args);
      console.error(`${backend.library}, ${count(backend.threads, 'thread')}`);
      const options = {
        ...trainingSettings(args),
        config,
        folder,
        backend,
        executor: chooseExecutor(backend, args.executor),
        stop,
        observer: live?.observer ?? printedLines(),
      };
      return run(options, (ended) => {
        if (ended.kind === 'finished') writeResult(ownResultPath(folder), ended);
      });
    };
    const outcome = await start()
      .finally(() => live?.stop())
      .catch((error: unknown) => {
        const isFailure = !(error instanceof FolderLockedError || error instanceof StoppedError);
        if (isFailure) recordFailure(folder, failureMessage(error));
        throw error;
      });
    if (outcome.kind === 'interrupted') {
      throw new StoppedError(
        `stopped after step ${outcome.step}, which is saved; the same command goes on from there`,
      );
    }
    clearFailures(folder);
    console.log(
      args.json ? JSON.stringify(outcome.result, null, 2) : describeTrained(outcome.result, folder),
    );
  },
});
