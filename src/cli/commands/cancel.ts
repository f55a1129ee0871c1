import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { count } from '../count.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { KEPT } from '../option-groups.ts';
import { requireKind } from '../yaml-kind.ts';

type Arguments = ExperimentArguments & { config: string; runs: string };

export const cancelCommand: CommandModule<object, Arguments> = {
  command: 'cancel <config>',
  describe: "End an experiment's jobs on a Slurm cluster; what they have saved is kept",
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'experiment', 'An experiment: a name, such as table1, or a YAML'),
    ).option('runs', {
      type: 'string',
      default: 'runs',
      group: KEPT,
      describe: 'Folder of logs and checkpoints',
    }),
  handler: async (args) => {
    requireKind('an experiment', args.config);
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { slurm } = await import('../../experiment/launchers/slurm-commands.ts');
    const { submittedCells } = await import('../../experiment/launchers/slurm.ts');
    const cells = await submittedCells(args.runs, planExperiment(args.config, planOptions(args)));
    const ids = cells.map(({ job }) => job.id);
    if (ids.length > 0) await slurm('scancel', ids);
    console.log(`Cancelled ${count(ids.length, 'job')}.`);
  },
};
