import { join, resolve } from 'node:path';
import { expectedPace } from '../experiment/expected-pace.ts';
import { submitExperiment } from '../experiment/launchers/slurm.ts';
import { selectionOf } from '../experiment/launchers/submission.ts';
import type { PlannedExperiment } from '../experiment/plan.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { count } from './count.ts';
import { type RunArguments, slurmSettings } from './run-options.ts';
import { trainingSettings } from './training-options.ts';

/** Hands an experiment to Slurm, and says what was handed over; with `--dry-run`, what would be. */
export async function submitToSlurm(plan: PlannedExperiment, args: RunArguments): Promise<void> {
  if (args.shard !== undefined) {
    throw new UserError('--shard: goes with --on local; on Slurm each run is a job of its own');
  }
  const config = await slurmSettings(args);
  const { folder, jobs, scripts, cells, underWay } = await submitExperiment(
    plan,
    {
      config,
      pace: expectedPace(plan, { ...args, threads: args.threads ?? config.cpus }),
      plan: {
        experiment: resolve(args.config),
        options: {
          protocol: args.protocol === undefined ? undefined : resolve(args.protocol),
          overrides: args.set,
          ...selectionOf(plan),
        },
        settings: {
          ...trainingSettings(args),
          results: resolve(args.results),
          runs: resolve(args.runs),
          retries: args.retries,
        },
      },
      program: [process.execPath, join(checkoutFolder, 'src/cli/sublinear.mjs')],
    },
    args['dry-run'],
  );
  const left = underWay === 0 ? '' : `; ${underWay} wait or run already`;
  if (cells === 0) console.log(`Nothing is left to submit${left}.`);
  else if (args['dry-run']) console.log(scripts.join('\n'));
  else {
    console.log(
      `Submitted ${count(cells, 'run')} as ${jobs.join(', ')}${left}.\n` +
        `plan and logs: ${folder}\n` +
        `follow them: sublinear status ${args.config}\n` +
        `end them: sublinear cancel ${args.config}`,
    );
  }
}
