import type { Argv } from 'yargs';
import { TABLE_FORMATS } from '../report/tables/table-formats.ts';
import { setOption } from './config-options.ts';
import { type ExperimentArguments, experimentOptions, planOptions } from './experiment-options.ts';
import { PRINTED } from './option-groups.ts';
import { requireKind } from './yaml-kind.ts';

/** A table in each, all results as one page, or one figure. */
export const REPORT_FORMATS = [...TABLE_FORMATS, 'html', 'svg'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export type TableArguments = ExperimentArguments & {
  format: ReportFormat;
  out: string | undefined;
};

/** The options of every command that prints what an experiment's results amount to. */
export function tableOptions<T>(args: Argv<T>, formats: readonly ReportFormat[]) {
  return experimentOptions(
    setOption(args),
    'Only these seeds, such as 1,2,3 or 1-3 [default: every seed that has a result]',
  )
    .option('format', {
      choices: formats,
      default: 'md' as const,
      group: PRINTED,
      describe: 'LaTeX needs the package booktabs; CSV has a line for each cell',
    })
    .option('out', {
      type: 'string',
      requiresArg: true,
      group: PRINTED,
      describe: 'Write to this file [default: print]',
    });
}

/** The results of an experiment, and the report on the part of it that is asked for. */
export async function selectedReport(config: string, args: TableArguments) {
  requireKind('an experiment', config);
  const { loadExperiment, planExperiment } = await import('../experiment/definition.ts');
  const { reportExperiment, selectCells } = await import('../report/experiment-report.ts');
  const { loadResults } = await import('../results/load.ts');
  const { seeds, ...plan } = planOptions(args);
  const { experiment: selected, protocol } = planExperiment(config, plan);
  const loaded = loadResults(args.results, loadExperiment(config), protocol);
  const runs = loaded.runs.filter(
    ({ result }) => seeds === undefined || seeds.includes(result.config.training.seed),
  );
  const report = selectCells(reportExperiment({ ...loaded, runs }), {
    rows: Object.keys(selected.rows),
    arms: Object.keys(selected.arms),
  });
  return { ...loaded, runs, report };
}

/** Prints `text`, or writes it to a file, whole or not at all. */
export async function printOrWrite(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  const { writeWholeFile } = await import('../platform/atomic-write.ts');
  writeWholeFile(out, [text]);
}
