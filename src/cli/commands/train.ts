import { basename, join } from 'node:path';
import type { CommandModule } from 'yargs';
import { StoppedError } from '../../errors.ts';
import { type BackendArguments, backendOptions } from '../backend-options.ts';
import {
  type CheckpointArguments,
  checkpointOptions,
  checkpointSettings,
} from '../checkpoint-options.ts';
import { configOptions, loadLayer } from '../config-options.ts';
import { describeDivergence, describeEnd, describePlateau } from '../describe-result.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { type TensorboardArguments, tensorboardOption } from '../tensorboard-option.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  TensorboardArguments & {
    config: string;
    set: string[];
    folder: string | undefined;
    json: boolean;
  };

const describeBleu = ({ score, signature }: { score: number; signature: string }): string =>
  `BLEU ${score.toFixed(2)}  ${signature}`;

export const trainCommand: CommandModule<object, Arguments> = {
  command: 'train <config>',
  describe: 'Train one model, translate the test set and score it',
  builder: (args) =>
    backendOptions(
      tensorboardOption(
        checkpointOptions(configOptions(args, 'A run YAML, such as configs/runs/demo-adam.yaml')),
      ),
    )
      .option('folder', {
        type: 'string',
        describe:
          'Folder for the log, the checkpoints, the translations and the result [default: runs/<config name>]',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print the result as JSON' }),
  handler: async (args) => {
    const { runConfigSchema } = await import('../../config/run-config.ts');
    const { runLayer } = await import('../../config/dataset-config.ts');
    const { validate } = await import('../../config/validate.ts');
    const { startBackend } = await import('../../backend/start.ts');
    const { chooseExecutor } = await import('../../backend/choose-executor.ts');
    const { run } = await import('../../train/run.ts');
    const { clearFailures, failureMessage, recordFailure } = await import('../../train/failure.ts');
    const { FolderLockedError } = await import('../../platform/held-lease.ts');
    const { writeResult } = await import('../../results/store.ts');
    const { liveLine, SILENT } = await import('../progress.ts');
    const config = validate(
      runConfigSchema,
      runLayer(loadLayer(args.config, args.set)),
      args.config,
    );
    const folder = args.folder ?? join('runs', basename(args.config, '.yaml'));
    const live = process.stderr.isTTY === true ? liveLine() : undefined;
    const checkpoints = checkpointSettings(args);
    const backend = await startBackend(args);
    const path = join(folder, 'result.json');
    const outcome = await run(
      {
        config,
        folder,
        backend,
        executor: chooseExecutor(backend, args.executor),
        checkpoints,
        tensorboard: args.tensorboard,
        // A terminal has a live line; anything else gets the log's lines.
        consoleLog: live === undefined,
        stop: stopOnSignals(),
        observer: live?.observer ?? SILENT,
      },
      (ended) => {
        if (ended.kind === 'finished') writeResult(path, ended);
      },
    )
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
    const { result } = outcome;
    clearFailures(folder);
    if (args.json) {
      console.log(JSON.stringify(result, null, 2));
      return;
    }
    if (result.test === undefined) {
      console.log(describeDivergence(result));
    } else {
      console.log(describeBleu(result.test.bleu));
      if (result.best !== undefined) {
        console.log(`${describeBleu(result.best.bleu)}  (best: step ${result.best.step})`);
      }
      for (const [average, { bleu }] of Object.entries(result.averages ?? {})) {
        console.log(`${describeBleu(bleu)}  (average: ${average})`);
      }
    }
    for (const remark of [describeEnd(result), describePlateau(result)]) {
      if (remark !== undefined) console.log(remark);
    }
    console.log(`result: ${path}`);
  },
};
