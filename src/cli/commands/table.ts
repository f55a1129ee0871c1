import type { CommandModule } from 'yargs';
import { TABLE_FORMATS, type TableFormat } from '../../report/table-formats.ts';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';
import { PRINTED } from '../option-groups.ts';
import { requireKind } from '../yaml-kind.ts';

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
      configOptions(args, 'experiment', 'An experiment: a name, such as table1, or a YAML'),
      'Only these seeds, such as 1,2,3 or 1-3 [default: every seed that has a result]',
    )
      .option('format', {
        choices: TABLE_FORMATS,
        default: 'markdown' as const,
        group: PRINTED,
        describe: 'LaTeX needs the package booktabs; CSV has a line for each cell',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        group: PRINTED,
        describe: 'As --format json',
      })
      .option('output', {
        type: 'string',
        group: PRINTED,
        describe: 'Write the table to this file [default: print]',
      })
      .example('$0 table table2 --only A,B,O', 'Some rows of Table 2')
      .example('$0 table table2 --format latex --output t.tex', 'For a paper'),
  handler: async (args) => {
    requireKind('an experiment', args.config);
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
    const { writeWholeFile } = await import('../../platform/atomic-write.ts');
    writeWholeFile(args.output, [text]);
  },
};
