import type { CommandModule } from 'yargs';
import { TABLE_FORMATS, type TableFormat } from '../../report/table-formats.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = ExperimentArguments & {
  config: string;
  format: TableFormat;
  json: boolean;
  output: string | undefined;
};

export const tableCommand: CommandModule<object, Arguments> = {
  command: 'table <config>',
  describe: "Print an experiment's table: the paper's numbers beside ours, and what they show",
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'An experiment YAML, such as experiments/table1.yaml'),
      'Only these seeds, such as 1,2,3 [default: every seed that has a result]',
    )
      .option('format', {
        choices: TABLE_FORMATS,
        default: 'markdown' as const,
        describe: 'LaTeX needs the package booktabs; CSV has a line for each cell',
      })
      .option('json', { type: 'boolean', default: false, describe: 'As --format json' })
      .option('output', {
        type: 'string',
        describe: 'Write the table to this file [default: print]',
      })
      .example('$0 table experiments/table2.yaml --only A,B,O', 'Some rows of Table 2')
      .example('$0 table experiments/table2.yaml --format latex --output t.tex', 'For a paper'),
  handler: async (args) => {
    const { loadExperiment, planExperiment } = await import('../../experiment/definition.ts');
    const { readChoices } = await import('../../report/choices.ts');
    const { reportExperiment, selectCells } = await import('../../report/experiment-report.ts');
    const { formatReport } = await import('../../report/formats.ts');
    const { readExperimentResults } = await import('../../report/stored-results.ts');
    const { seeds, ...plan } = planOptions(args);
    const { experiment: selected, protocol } = planExperiment(args.config, plan);
    const experiment = loadExperiment(args.config);
    const stored = readExperimentResults(args.results, experiment, protocol).filter(
      ({ result }) => seeds === undefined || seeds.includes(result.config.training.seed),
    );
    const choices = readChoices(args.results, experiment, protocol);
    const report = selectCells(reportExperiment(experiment, protocol, stored, choices), {
      rows: Object.keys(selected.rows),
      arms: Object.keys(selected.arms),
    });
    const text = formatReport(report, args.json ? 'json' : args.format);
    if (args.output === undefined) {
      process.stdout.write(text);
      return;
    }
    const { writeWholeFile } = await import('../../whole-file.ts');
    writeWholeFile(args.output, [text]);
  },
};
