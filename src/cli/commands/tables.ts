import type { CommandModule } from 'yargs';
import { CommandFailure } from '../../platform/errors.ts';
import { type ResultsArguments, resultsOptions } from '../results-options.ts';

type Arguments = ResultsArguments & { check: boolean };

export const tablesCommand: CommandModule<object, Arguments> = {
  command: 'tables',
  describe: 'Write the tables of all results, and the overview of what is reproduced',
  builder: (args) =>
    resultsOptions(args).option('check', {
      type: 'boolean',
      default: false,
      describe: 'Write nothing; fail where a table is not what the results give',
    }),
  handler: async ({ results, experiments, check }) => {
    const { allReports, staleFiles, tableFiles, writeTables } = await import(
      '../../report/tables.ts'
    );
    const files = tableFiles(allReports(results, experiments));
    const stale = staleFiles(results, files);
    if (check) {
      if (stale.length === 0) {
        console.log(`${files.size} files are what the results give`);
        return;
      }
      throw new CommandFailure(
        `not what the results give: ${stale.join(', ')}; \`sublinear tables\` writes them again`,
      );
    }
    writeTables(results, files);
    console.log(`wrote ${files.size} files, ${stale.length} of them new or changed`);
  },
};
