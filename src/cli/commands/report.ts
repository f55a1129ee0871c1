import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { type ResultsArguments, resultsOptions } from '../results-options.ts';

type Arguments = ResultsArguments & { output: string | undefined };

export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report',
  describe: 'Write all results as one HTML page that needs no server',
  builder: (args) =>
    resultsOptions(args).option('output', {
      type: 'string',
      describe: 'The page [default: report.html in the folder of the results]',
    }),
  handler: async ({ results, experiments, output = join(results, 'report.html') }) => {
    const { allReportedExperiments } = await import('../../report/reported-experiment.ts');
    const { writeReport } = await import('../../report/page/write-report.ts');
    await writeReport(allReportedExperiments(results, experiments), results, output);
    console.log(output);
  },
};
