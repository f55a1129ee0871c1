import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = ExperimentArguments & { config: string; runs: string };

export const cancelCommand: CommandModule<object, Arguments> = {
  command: 'cancel <config>',
  describe: "End an experiment's jobs on a Slurm cluster; what they have saved is kept",
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'),
    ).option('runs', {
      type: 'string',
      default: 'runs',
      describe: 'Folder of logs and checkpoints',
    }),
  handler: async (args) => {
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { slurm } = await import('../../experiment/launchers/slurm-commands.ts');
    const { submittedCells } = await import('../../experiment/launchers/slurm.ts');
    const cells = await submittedCells(args.runs, planExperiment(args.config, planOptions(args)));
    const ids = cells.map(({ job }) => job.id);
    if (ids.length > 0) await slurm('scancel', ids);
    console.log(`Cancelled ${ids.length} ${ids.length === 1 ? 'job' : 'jobs'}.`);
  },
};
