import { basename, join } from 'node:path';
import type { CommandModule } from 'yargs';
import { StoppedError } from '../../platform/errors.ts';
import { type BackendArguments, backendOptions } from '../backend-options.ts';
import {
  type CheckpointArguments,
  checkpointOptions,
  checkpointSettings,
} from '../checkpoint-options.ts';
import { configOptions, loadLayer } from '../config-options.ts';
import { count } from '../count.ts';
import { describeTrained } from '../describe-result.ts';
import { KEPT, PRINTED } from '../option-groups.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { type TensorboardArguments, tensorboardOption } from '../tensorboard-option.ts';
import { requireKind } from '../yaml-kind.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  TensorboardArguments & {
    config: string;
    set: string[];
    folder: string | undefined;
    json: boolean;
  };

export const trainCommand: CommandModule<object, Arguments> = {
  command: 'train <config>',
  describe: 'Train one model, translate the test set and score it',
  builder: (args) =>
    backendOptions(
      tensorboardOption(
        checkpointOptions(
          configOptions(args, 'run', 'A run: a name, such as demo-adam, or a YAML'),
        ),
      ),
    )
      .option('folder', {
        type: 'string',
        requiresArg: true,
        group: KEPT,
        describe:
          'Folder for the log, the checkpoints, the translations and the result [default: runs/<config name>]',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        group: PRINTED,
        describe: 'Print the result as JSON',
      })
      .example('$0 train demo-adam', 'Half a minute on the built-in corpus')
      .example('$0 train demo-adam --set training.steps=100 --folder runs/short', 'A shorter one'),
  handler: async (args) => {
    const { runConfigSchema } = await import('../../config/run-config.ts');
    const { runLayer } = await import('../../config/dataset-config.ts');
    const { validate } = await import('../../config/validate.ts');
    const { startBackend } = await import('../../backend/start.ts');
    const { chooseExecutor } = await import('../../backend/info.ts');
    const { run } = await import('../../train/run.ts');
    const { clearFailures, failureMessage, recordFailure } = await import('../../train/failure.ts');
    const { FolderLockedError } = await import('../../platform/held-lease.ts');
    const { writeResult } = await import('../../results/store.ts');
    const { liveLine } = await import('../progress.ts');
    const { printedLines } = await import('../printed-lines.ts');
    const { describeStart } = await import('../describe-start.ts');
    const { requireData } = await import('../../experiment/required-data.ts');
    requireKind('a run', args.config);
    const config = validate(
      runConfigSchema,
      runLayer(loadLayer(args.config, args.set)),
      args.config,
    );
    requireData(config);
    const name = basename(args.config, '.yaml');
    const folder = args.folder ?? join('runs', name);
    const live = process.stderr.isTTY === true ? liveLine() : undefined;
    const start = async () => {
      console.error(describeStart(name, config, folder));
      const stop = stopOnSignals();
      const backend = await startBackend(args);
      console.error(`${backend.library}, ${count(backend.threads, 'thread')}`);
      const options = {
        config,
        folder,
        backend,
        executor: chooseExecutor(backend, args.executor),
        checkpoints: checkpointSettings(args),
        tensorboard: args.tensorboard,
        stop,
        observer: live?.observer ?? printedLines(),
      };
      return run(options, (ended) => {
        if (ended.kind === 'finished') writeResult(join(folder, 'result.json'), ended);
      });
    };
    const outcome = await start()
      .finally(() => live?.stop())
      .catch((error: unknown) => {
        if (!(error instanceof FolderLockedError)) recordFailure(folder, failureMessage(error));
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
};
