import { join } from 'node:path';
import type { InferredOptionTypes } from 'yargs';
import { parseGpus, visibleGpus } from '../experiment/launchers/gpus.ts';
import type { SlurmConfig } from '../experiment/launchers/slurm-config.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';
import { RESULTS_FOLDER, RUNS_FOLDER, SELECTION } from './experiment-options.ts';
import { flag, HOW, PRINTED, repeated, text, WHAT, WHERE, whole } from './option.ts';
import { TRAINING } from './training-options.ts';

/** The options of `run`. */
export const RUN = {
  ...SELECTION,
  on: {
    choices: ['local', 'slurm'],
    default: 'local',
    group: WHERE,
    describe: 'Here, or on a Slurm cluster with one job per run',
  },
  shard: text(
    'Only the I-th of N parts, I/N, such as 2/8: for schedulers that start N processes',
    WHERE,
  ),
  gpus: text('NVIDIA GPUs to use, one run on each: 0-3, or all', WHERE),
  launcher: text(
    'With --on slurm: a YAML of job settings [default: configs/launchers/slurm.yaml]',
    WHERE,
  ),
  slurm: repeated(
    'Override one job setting, such as partition=gpu or time=08:00:00; again for more',
    WHERE,
  ),
  results: RESULTS_FOLDER,
  ...TRAINING,
  runs: RUNS_FOLDER,
  workers: { ...whole('--workers', 'Runs at a time', HOW), default: 1 },
  retries: {
    ...whole(
      '--retries',
      'How often a run that crashes is tried again, from its newest checkpoint',
      HOW,
      0,
    ),
    default: 1,
  },
  'until-decided': flag(
    'Do only what claims need, round after round, until all are decided or have had ' +
      'every round (experiments/VERDICTS.md)',
    WHAT,
  ),
  budget: whole(
    '--budget',
    'With --until-decided: how many runs at most [default: no limit]',
    WHAT,
  ),
  'dry-run': flag(
    'List the runs, what is done of them and how long the rest will take; run nothing',
    PRINTED,
  ),
  pace: text(
    'With --dry-run: estimate from this file, a record of `make bench-device` or the result of ' +
      'a run [default: runs that this machine did]',
    PRINTED,
  ),
  json: flag('With --dry-run: as JSON', PRINTED),
  table: flag('Print the table of what was asked for, once all its runs are done', PRINTED),
} as const;

export type RunArguments = InferredOptionTypes<typeof RUN> & { config: string };

/** @throws UserError where an option was given that is of no use without, or beside, another */
export function requireSense(args: RunArguments): void {
  const without = (flag: 'json' | 'pace' | 'budget', other: 'dry-run' | 'until-decided') => {
    if (args[flag] && !args[other]) throw new UserError(`--${flag}: goes with --${other} only`);
  };
  without('json', 'dry-run');
  without('pace', 'dry-run');
  without('budget', 'until-decided');
  const ofSlurm = (['launcher', 'slurm'] as const).find((name) => args[name]?.length);
  if (ofSlurm !== undefined && args.on !== 'slurm') {
    throw new UserError(`--${ofSlurm}: goes with --on slurm only`);
  }
  const noTable = args['dry-run'] ? '--dry-run' : args.on === 'slurm' ? '--on slurm' : undefined;
  if (args.table && noTable !== undefined) {
    throw new UserError(`--table: with ${noTable} no run is done here; leave out one of the two`);
  }
  if (args.json && args.on === 'slurm') {
    throw new UserError('--json: with --on slurm, --dry-run prints the job scripts, not JSON');
  }
  if (args.shard !== undefined && args['until-decided']) {
    throw new UserError(
      '--shard: its parts follow from the experiment alone, and the rounds of --until-decided ' +
        'from its results; leave out one of the two, or use --on slurm',
    );
  }
}

/**
 * The GPUs that an experiment is to run on, one run on each at a time; undefined where none was named.
 *
 * @throws UserError where they are not there, or another argument forbids them
 */
export function gpusOf(args: RunArguments): string[] | undefined {
  if (args.gpus === undefined) return undefined;
  if (args.on === 'slurm') {
    throw new UserError('--gpus: Slurm gives each job its own; use --slurm gres=gpu:1');
  }
  if (args.backend === 'webgpu') {
    throw new UserError(
      '--gpus: WebGPU takes the fastest GPU there is, and offers no choice; use --backend tensorflow',
    );
  }
  const gpus = parseGpus(args.gpus, visibleGpus());
  if (args.workers !== 1 && args.workers !== gpus.length) {
    throw new UserError(`--workers ${args.workers}: with --gpus there is one on each GPU`);
  }
  return gpus;
}

/** The job settings that the arguments name. */
export async function slurmSettings(args: RunArguments): Promise<SlurmConfig> {
  const { slurmSchema } = await import('../experiment/launchers/slurm-config.ts');
  const { applyOption } = await import('../config/overrides.ts');
  const { loadYaml } = await import('../config/yaml-file.ts');
  const { validate } = await import('../config/validate.ts');
  const file = args.launcher ?? join(checkoutFolder, 'configs/launchers/slurm.yaml');
  const layer = args.slurm.reduce(
    (below, assignment) => applyOption('--slurm', 'time=08:00:00', below, assignment),
    loadYaml(file),
  );
  return validate(slurmSchema, layer, file);
}
