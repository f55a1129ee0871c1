import { join, resolve } from 'node:path';
import type { PlannedExperiment } from '../experiment/definition.ts';
import { expectedPace } from '../experiment/expected-pace.ts';
import { submitExperiment } from '../experiment/launchers/slurm.ts';
import { selectionOf } from '../experiment/launchers/submission.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { type BackendArguments, backendSettings } from './backend-options.ts';
import { type CheckpointArguments, checkpointSettings } from './checkpoint-options.ts';
import type { ExperimentArguments } from './experiment-options.ts';
import { type SlurmArguments, slurmSettings } from './slurm-options.ts';
import type { TensorboardArguments } from './tensorboard-option.ts';

type Arguments = BackendArguments &
  CheckpointArguments &
  ExperimentArguments &
  SlurmArguments &
  TensorboardArguments & {
    config: string;
    runs: string;
    retries: number;
    shard: string | undefined;
    'dry-run': boolean;
    pace: string | undefined;
  };

/** Hands an experiment to Slurm, and says what was handed over; with `--dry-run`, what would be. */
export async function submitToSlurm(plan: PlannedExperiment, args: Arguments): Promise<void> {
  if (args.shard !== undefined) {
    throw new UserError('--shard: goes with --on local; on Slurm each run is a job of its own');
  }
  const config = await slurmSettings(args);
  const { threads, executor, retries, tensorboard } = args;
  const dry = args['dry-run'];
  const { folder, jobs, scripts, cells, underWay } = await submitExperiment(
    plan,
    {
      config,
      pace: expectedPace(plan, { ...args, threads: threads ?? config.cpus }),
      plan: {
        experiment: resolve(args.config),
        options: {
          ...(args.protocol === undefined ? {} : { protocol: resolve(args.protocol) }),
          overrides: args.set,
          ...selectionOf(plan),
        },
        settings: {
          results: resolve(args.results),
          runs: resolve(args.runs),
          retries,
          backend: backendSettings(args),
          executor,
          checkpoints: checkpointSettings(args),
          tensorboard,
        },
      },
      program: [process.execPath, join(checkoutFolder, 'src/cli/sublinear.mjs')],
    },
    dry,
  );
  const left = underWay === 0 ? '' : `; ${underWay} wait or run already`;
  if (cells === 0) {
    console.log(`Nothing is left to submit${left}.`);
    return;
  }
  if (dry) {
    console.log(scripts.join('\n'));
    return;
  }
  console.log(
    `Submitted ${cells} ${cells === 1 ? 'run' : 'runs'} as ${jobs.join(', ')}${left}.\n` +
      `plan and logs: ${folder}\n` +
      `follow them: sublinear status ${args.config}\n` +
      `end them: sublinear cancel ${args.config}`,
  );
}
