import { join } from 'node:path';
import type { CommandModule } from 'yargs';

type Arguments = { results: string; experiments: string; output: string | undefined };

export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report',
  describe: 'Write all results as one HTML page that needs no server',
  builder: (args) =>
    args
      .option('results', {
        type: 'string',
        default: 'results',
        describe: 'Folder of the result files',
      })
      .option('experiments', {
        type: 'string',
        default: 'experiments',
        describe: 'Folder of the experiment YAMLs',
      })
      .option('output', {
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
