import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = ExperimentArguments & { config: string; runs: string; json: boolean };

export const statusCommand: CommandModule<object, Arguments> = {
  command: 'status <config>',
  describe: 'Show how each run of an experiment stands: done, running and where, waiting or failed',
  builder: (args) =>
    experimentOptions(configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'))
      .option('runs', {
        type: 'string',
        default: 'runs',
        describe: 'Folder of logs and checkpoints',
      })
      .option('json', { type: 'boolean', default: false, describe: 'As JSON' }),
  handler: async (args) => {
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { experimentStatus } = await import('../../experiment/launchers/status.ts');
    const { describeStatus } = await import('../status-report.ts');
    const plan = planExperiment(args.config, planOptions(args));
    const status = await experimentStatus(plan, args);
    console.log(args.json ? JSON.stringify(status, null, 2) : describeStatus(status));
  },
};
