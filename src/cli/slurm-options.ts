import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { SlurmConfig } from '../experiment/launchers/slurm-config.ts';
import { checkoutFolder } from '../platform/checkout.ts';
import { WHERE } from './option-groups.ts';

export type SlurmArguments = { launcher: string | undefined; slurm: string[] };

/** How jobs are asked for where an experiment is run on a cluster. */
export function slurmOptions<T>(args: Argv<T>) {
  return args
    .option('launcher', {
      type: 'string',
      requiresArg: true,
      group: WHERE,
      describe:
        'With --on slurm: how jobs are asked for, a YAML [default: configs/launchers/slurm.yaml]',
    })
    .option('slurm', {
      type: 'string',
      array: true,
      default: [] as string[],
      nargs: 1,
      group: WHERE,
      describe: 'Override one value of it, such as partition=gpu or time=08:00:00; again for more',
    });
}

/** What the arguments say of how jobs are asked for. */
export async function slurmSettings(args: SlurmArguments): Promise<SlurmConfig> {
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
