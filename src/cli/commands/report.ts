import type { Argv, CommandModule } from 'yargs';
import { CommandFailure, UserError } from '../../platform/errors.ts';
import { KEPT, PRINTED } from '../option-groups.ts';
import {
  printOrWrite,
  REPORT_FORMATS,
  selectedReport,
  type TableArguments,
  tableOptions,
} from '../report-options.ts';
import { yamlFile } from '../yaml-names.ts';

type Arguments = TableArguments & {
  configs: string[] | undefined;
  experiments: string;
  figure: string | undefined;
  write: boolean;
  check: boolean;
};

/** What was asked for that cannot be, in the words of a mistake. */
function requireSense(args: Arguments): true {
  const { configs = [], format, figure, write, check } = args;
  const refuse = (message: string): never => {
    throw new UserError(message);
  };
  if (check && !write) refuse('--check goes with --write: it says what --write would change');
  if (write && configs.length > 0) refuse('--write is of all results; give no experiment');
  if (figure !== undefined && format !== 'svg') refuse('--figure goes with --format svg');
  if (format === 'svg' && configs.length !== 1) refuse('--format svg: give one experiment');
  if (configs.length === 0 && ['csv', 'json', 'latex'].includes(format)) {
    refuse(`--format ${format}: give an experiment, such as table1`);
  }
  const part = (['only', 'arms', 'seeds', 'protocol'] as const).find(
    (name) => args[name] !== undefined,
  );
  if (part !== undefined && (configs.length === 0 || format === 'html')) {
    refuse(`--${part} takes a part of an experiment's table or figure; this shows all there is`);
  }
  return true;
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
  const files = committedFiles(given);
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
  const { configs = [], format, figure } = args;
  if (format === 'html') {
    const { reportPage } = await import('../../report/page/page.ts');
    const { loadExperiment } = await import('../../experiment/definition.ts');
    const { loadExperiments } = await import('../../experiment/folder.ts');
    const chosen =
      configs.length > 0
        ? configs.map((config) => loadExperiment(config))
        : loadExperiments(args.experiments);
    const names = chosen.map(({ experiment }) => experiment);
    const given = (await allReported(args)).filter((one) =>
      names.includes(one.experiment.experiment),
    );
    return reportPage(given, args.results, args.out, names);
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

export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report [configs..]',
  describe: 'Print what results show: tables, a figure, or all of them as one page',
  builder: (args) =>
    tableOptions(
      args.positional('configs', {
        type: 'string',
        array: true,
        coerce: (given: string[] | undefined) => given?.map((name) => yamlFile(name, 'experiment')),
        describe: 'Experiments: names, such as table1, or YAMLs [default: an overview of all]',
      }),
      REPORT_FORMATS,
    )
      .option('figure', {
        type: 'string',
        requiresArg: true,
        group: PRINTED,
        describe: 'With --format svg: arms, dev, loss, memory, rates or updates',
      })
      .option('write', {
        type: 'boolean',
        default: false,
        group: KEPT,
        describe: 'Write the overview, the tables and the figures beside the results',
      })
      .option('check', {
        type: 'boolean',
        default: false,
        group: KEPT,
        describe: 'With --write: write nothing, and fail where a file is not what the results give',
      })
      .option('experiments', {
        type: 'string',
        default: 'experiments',
        group: KEPT,
        describe: 'Folder of the experiment YAMLs',
      })
      .check(requireSense)
      .example('$0 report table2 --format latex --out t.tex', 'A table for a paper')
      .example(
        '$0 report --format html --out report.html',
        'All results on one page',
      ) as Argv<Arguments>,
  handler: async (args) => {
    if (args.write) await writeAll(args);
    else await printOrWrite(await textOf(args), args.out);
  },
};
