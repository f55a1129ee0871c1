import type { Argv, CommandModule } from 'yargs';
import { TABLE_FORMATS, type TableFormat } from '../../report/tables/table-formats.ts';
import {
  printOrWrite,
  selectedReport,
  type TableArguments,
  tableOptions,
} from '../report-options.ts';
import { yamlFile } from '../yaml-names.ts';

type Arguments = TableArguments & { config: string; format: TableFormat };

export const tableCommand: CommandModule<object, Arguments> = {
  command: 'table <config>',
  describe: "Print an experiment's table: the paper's numbers beside ours, and what they show",
  builder: (args) =>
    tableOptions(
      args.positional('config', {
        type: 'string',
        demandOption: true,
        coerce: (given: string) => yamlFile(given, 'experiment'),
        describe: 'An experiment: a name, such as table1, or a YAML',
      }),
      TABLE_FORMATS,
    ).example('$0 table table2 --only A,B,O', 'Some rows of Table 2') as Argv<Arguments>,
  handler: async (args) => {
    const { report } = await selectedReport(args.config, args);
    const { formatReport } = await import('../../report/tables/formats.ts');
    await printOrWrite(formatReport(report, args.format), args.out);
  },
};
