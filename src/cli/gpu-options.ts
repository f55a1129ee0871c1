import { parseGpus, visibleGpus } from '../experiment/launchers/gpus.ts';
import { UserError } from '../platform/errors.ts';

/**
 * The GPUs that an experiment is to run on, one run on each at a time; undefined where none was named.
 *
 * @throws UserError where they are not there, or another argument forbids them
 */
export function gpusOf(args: {
  readonly gpus: string | undefined;
  readonly 'gpus-per-run': number;
  readonly workers: number;
  readonly backend: string;
  readonly on: string;
}): string[] | undefined {
  const perRun = args['gpus-per-run'];
  if (perRun !== 1) {
    throw new UserError(
      `--gpus-per-run ${perRun}: a run trains on one GPU, so only 1 is supported; --gpus 0-3 trains ` +
        'four runs at a time',
    );
  }
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
