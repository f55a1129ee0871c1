import type { CommandModule } from 'yargs';
import { UserError } from '../../platform/errors.ts';
import { protocolOption } from '../experiment-options.ts';
import { type ResultsArguments, resultsOptions } from '../results-options.ts';
import { yamlFile } from '../yaml-names.ts';

type Arguments = ResultsArguments & {
  config: string | undefined;
  figure: string | undefined;
  output: string | undefined;
  protocol: string | undefined;
};

export const plotCommand: CommandModule<object, Arguments> = {
  command: 'plot [config]',
  describe: "Draw an experiment's figures as SVG, from its result files",
  builder: (args) =>
    protocolOption(resultsOptions(args))
      .positional('config', {
        type: 'string',
        coerce: (given: string | undefined) =>
          given === undefined ? undefined : yamlFile(given, 'experiment'),
        describe:
          'An experiment: a name, such as table1, or a YAML; ' +
          'left out: every experiment and protocol with results',
      })
      .option('figure', {
        type: 'string',
        describe:
          'Draw only this one: loss, dev, memory, target, heatmap or updates [default: all]',
      })
      .option('output', {
        type: 'string',
        describe:
          'Write the figure to this file [default: results/<experiment>/<protocol>/figures/]',
      })
      .example('$0 plot table2 --figure heatmap --output heatmap.svg', 'One figure, to a file')
      .check(({ config, figure, output, protocol }) => {
        if (output !== undefined && (config === undefined || figure === undefined)) {
          throw new UserError('--output: names one file; say which experiment and which --figure');
        }
        if (protocol !== undefined && config === undefined) {
          throw new UserError('--protocol: say which experiment, too');
        }
        return true;
      }),
  handler: async ({ config, figure, output, protocol, results, experiments }) => {
    const { allReportedExperiments, reportedExperiment } = await import(
      '../../report/reported-experiment.ts'
    );
    const { writeFigure, writeFigures } = await import('../../report/figures/write-figures.ts');
    const given =
      config === undefined
        ? allReportedExperiments(results, experiments)
        : [reportedExperiment(results, config, protocol)];
    for (const one of given) {
      if (figure !== undefined) console.log(await writeFigure(results, one, figure, output));
      else for await (const path of writeFigures(results, one)) console.log(path);
    }
  },
};
