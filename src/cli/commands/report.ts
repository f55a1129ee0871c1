import type { InferredOptionTypes } from 'yargs';
import { CommandFailure, UserError } from '../../platform/errors.ts';
import { FIGURE_NAMES } from '../../report/figures/figure-names.ts';
import { TABLE_FORMATS } from '../../report/tables/table-formats.ts';
import { command } from '../command.ts';
import { SELECTION } from '../experiment-options.ts';
import { FILES, flag, PRINTED, text } from '../option.ts';
import { printOrWrite, REPORT, selectedReport } from '../report-options.ts';
import { yamlOfKind } from '../yaml-kinds.ts';

/** Tables, all results as one page, or one figure. */
const FORMATS = [...TABLE_FORMATS, 'html', 'svg'] as const;

const OPTIONS = {
  ...REPORT,
  format: { ...REPORT.format, choices: FORMATS },
  figure: text(`With --format svg: ${FIGURE_NAMES.join(', ')}`, PRINTED),
  write: flag(
    'Write the overview, the tables, the figures and what the manual quotes of them',
    FILES,
  ),
  check: flag(
    'With --write: write nothing, and fail where a file is not what the results give',
    FILES,
  ),
  experiments: { ...text('Folder of the experiment YAMLs', FILES), default: 'experiments' },
} as const;

type Arguments = InferredOptionTypes<typeof OPTIONS> & { configs: string[] };

/** @throws UserError where what was asked for cannot be */
function requireSense(args: Arguments): void {
  const { configs, format, figure, write, check } = args;
  const refuse = (message: string): never => {
    throw new UserError(message);
  };
  if (check && !write) refuse('--check goes with --write: it says what --write would change');
  if (write && args.out !== undefined)
    refuse('--out goes with one text; --write has its own files');
  if (write && configs.length > 0) refuse('--write is of all results; give no experiment');
  if (figure !== undefined && format !== 'svg') refuse('--figure goes with --format svg');
  if (format === 'svg' && configs.length !== 1) refuse('--format svg: give one experiment');
  if (configs.length === 0 && ['csv', 'json', 'latex'].includes(format)) {
    refuse(`--format ${format}: give an experiment, such as table1`);
  }
  const part = (Object.keys(SELECTION) as (keyof typeof SELECTION)[]).find(
    (name) => args[name] !== undefined && args[name].length > 0,
  );
  if (part !== undefined && (configs.length === 0 || format === 'html')) {
    refuse(`--${part} takes a part of an experiment's table or figure; this shows all there is`);
  }
}

async function allReported({ results, experiments }: Arguments) {
  const { allReportedExperiments } = await import('../../report/reported-experiment.ts');
  return allReportedExperiments(results, experiments);
}

/** Writes what is made from results and committed with them, or says what would change. */
async function writeAll(args: Arguments): Promise<void> {
  const { committedFiles, driftOf, writeCommitted } = await import(
    '../../report/committed-files.ts'
  );
  const given = await allReported(args);
  const files = committedFiles(args.results, given);
  const drift = driftOf(args.results, given, files);
  const { stale, leftover } = drift;
  if (!args.check) {
    writeCommitted(args.results, files, drift);
    console.log(`${files.size} files: ${stale.length} written, ${leftover.length} removed`);
    return;
  }
  if (stale.length + leftover.length === 0) {
    console.log(`${files.size} files are what the results give`);
    return;
  }
  throw new CommandFailure(
    `${args.results}: not what the results give: ${[...stale, ...leftover].join(', ')}; ` +
      '`sublinear report --write` puts it right',
  );
}

/** The text in the format that was asked for. */
async function textOf(args: Arguments): Promise<string> {
  const { configs, format, figure } = args;
  if (format === 'html') {
    const { reportPage } = await import('../../report/page/page.ts');
    const { loadExperiment, loadExperiments } = await import('../../experiment/definition.ts');
    const { reportedEverywhere } = await import('../../report/reported-experiment.ts');
    const isPart = configs.length > 0;
    const chosen = isPart ? configs.map(loadExperiment) : loadExperiments(args.experiments);
    const shown = isPart ? reportedEverywhere(args.results, chosen) : await allReported(args);
    return reportPage(shown, args.results, args.out, chosen);
  }
  if (configs.length === 0) {
    const { overview } = await import('../../report/tables/overview.ts');
    return overview((await allReported(args)).map(({ report }) => report));
  }
  const selected = await Promise.all(configs.map((config) => selectedReport(config, args)));
  if (format === 'svg') {
    const { figureText } = await import('../../report/figures/figures.ts');
    return figureText(figure, selected[0]!);
  }
  const { formatReports } = await import('../../report/tables/formats.ts');
  return formatReports(
    selected.map(({ report }) => report),
    format,
  );
}

export const reportCommand = command({
  usage: 'report [configs..]',
  describe: 'Print what results show: tables, a figure, or all of them as one page',
  positionals: {
    configs: {
      type: 'string',
      array: true,
      default: [] as string[],
      coerce: (given: string[]) => given.map((name) => yamlOfKind(name, 'experiment')),
      describe: 'Experiments: names, such as table1, or YAMLs [default: an overview of all]',
      kind: 'experiment',
    },
  },
  options: OPTIONS,
  examples: [
    ['$0 report table2 --format latex --out t.tex', 'A table for a paper'],
    ['$0 report --format html --out report.html', 'All results on one page'],
  ],
  handler: async (args) => {
    requireSense(args);
    if (args.write) await writeAll(args);
    else await printOrWrite(await textOf(args), args.out);
  },
});
