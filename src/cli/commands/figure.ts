import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { configOptions } from '../config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from '../experiment-options.ts';

type Arguments = ExperimentArguments & { config: string; output: string | undefined };

export const figureCommand: CommandModule<object, Arguments> = {
  command: 'figure <config>',
  describe: "Draw an experiment's figure as SVG, the paper's curves beside ours, from result files",
  builder: (args) =>
    experimentOptions(
      configOptions(args, 'An experiment YAML with a figure, such as experiments/figure1.yaml'),
    ).option('output', {
      type: 'string',
      requiresArg: true,
      describe: 'The SVG file [default: RESULTS/EXPERIMENT/PROTOCOL/EXPERIMENT.svg]',
    }),
  handler: async (args) => {
    const { mkdirSync } = await import('node:fs');
    const { dirname } = await import('node:path');
    const { default: writeFileAtomic } = await import('write-file-atomic');
    const { planExperiment } = await import('../../experiment/definition.ts');
    const { requireFigure } = await import('../../experiment/figure.ts');
    const { readResult, resultPath } = await import('../../results/store.ts');
    const { renderSvg } = await import('../../report/plot.ts');
    const { updateSizes, updateSizesPlot, updateSizesTable } = await import(
      '../../report/update-sizes.ts'
    );
    const { experiment, protocol, runs } = planExperiment(args.config, planOptions(args));
    const figure = requireFigure(experiment, args.config);
    const results = runs.flatMap(
      ({ cell, seed }) => readResult(resultPath(args.results, cell, protocol, seed)) ?? [],
    );
    const curves = updateSizes(experiment, figure, results);
    const name = experiment.experiment;
    const output = args.output ?? join(args.results, name, protocol, `${name}.svg`);
    mkdirSync(dirname(output), { recursive: true });
    writeFileAtomic.sync(output, await renderSvg(updateSizesPlot(experiment, figure, curves)));
    console.log(updateSizesTable(figure, curves));
    if (results.length < runs.length) {
      console.log(`\n${runs.length - results.length} of ${runs.length} runs have no result yet.`);
    }
    console.log(`\nfigure: ${output}`);
  },
};
