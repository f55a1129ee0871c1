import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = ExperimentArguments & { config: string; json: boolean };

export const tableCommand: CommandModule<object, Arguments> = {
  command: 'table <config>',
  describe: "Print an experiment's table: the paper's numbers beside ours",
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'),
    ).option('json', { type: 'boolean', default: false, describe: 'Print the table as JSON' }),
  handler: async (args) => {
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { readResult, resultPath } = await import('../../results/store.ts');
    const { summarise } = await import('../../report/summary.ts');
    const { markdownReport } = await import('../../report/markdown.ts');
    const { experiment, protocol, runs } = planExperiment(args.config, planOptions(args));
    const results = runs.flatMap(
      ({ cell, seed }) => readResult(resultPath(args.results, cell, protocol, seed)) ?? [],
    );
    const summary = summarise(experiment, results);
    console.log(args.json ? JSON.stringify(summary, null, 2) : markdownReport(summary, results));
  },
};
