import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { KEPT, PRINTED } from '../option-groups.ts';
import { requireKind } from '../yaml-kind.ts';

type Arguments = ExperimentArguments & { config: string; runs: string; json: boolean };

export const statusCommand: CommandModule<object, Arguments> = {
  command: 'status <config>',
  describe: 'Show which runs of an experiment are done, running (and where), waiting or failed',
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'experiment', 'An experiment: a name, such as table1, or a YAML'),
    )
      .option('runs', {
        type: 'string',
        default: 'runs',
        group: KEPT,
        describe: 'Folder of logs and checkpoints',
      })
      .option('json', { type: 'boolean', default: false, group: PRINTED, describe: 'As JSON' }),
  handler: async (args) => {
    requireKind('an experiment', args.config);
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { experimentStatus } = await import('../../experiment/launchers/status.ts');
    const { describeStatus } = await import('../status-report.ts');
    const plan = planExperiment(args.config, planOptions(args));
    const status = await experimentStatus(plan, args);
    console.log(args.json ? JSON.stringify(status, null, 2) : describeStatus(status));
  },
};
