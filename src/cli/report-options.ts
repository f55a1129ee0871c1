import { TABLE_FORMATS, type TableFormat } from '../report/tables/table-formats.ts';
import {
  planOptions,
  RESULTS_FOLDER,
  SELECTION,
  type Selection,
  selectedPlan,
} from './experiment-options.ts';
import { PRINTED, text, WHAT } from './option.ts';

/** The options of every command that prints what an experiment's results amount to. */
export const REPORT = {
  ...SELECTION,
  results: RESULTS_FOLDER,
  seeds: text(
    'Only these seeds, such as 1,2,3 or 1-3 [default: every seed that has a result]',
    WHAT,
  ),
  format: {
    choices: TABLE_FORMATS,
    default: 'md',
    group: PRINTED,
    describe: 'LaTeX needs the package booktabs; CSV has a line for each cell',
  },
  out: text('Write to this file [default: print]', PRINTED),
} as const;

/** The results of an experiment, and the report on the part of it that is asked for. */
export async function selectedReport(config: string, args: Selection & { results: string }) {
  const { loadExperiment } = await import('../experiment/definition.ts');
  const { reportOn } = await import('../report/experiment-report.ts');
  const { loadResults } = await import('../experiment/load-results.ts');
  const { experiment, protocol } = await selectedPlan({ ...args, config, seeds: undefined });
  const { seeds } = planOptions(args);
  const loaded = loadResults(args.results, loadExperiment(config), protocol);
  const runs = loaded.runs.filter(
    ({ result }) => seeds === undefined || seeds.includes(result.config.training.seed),
  );
  return { ...loaded, runs, report: reportOn({ ...loaded, runs }, experiment) };
}

/** An experiment's table in `format`. */
export async function formattedTable(
  config: string,
  args: Selection & { results: string; format: TableFormat },
): Promise<string> {
  const { report } = await selectedReport(config, args);
  const { formatReport } = await import('../report/tables/formats.ts');
  return formatReport(report, args.format);
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
