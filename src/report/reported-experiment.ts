import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { type Experiment, loadExperiment, planExperiment } from '../experiment/definition.ts';
import type { RunResult } from '../results/result.ts';
import { type ExperimentReport, reportExperiment } from './experiment-report.ts';
import { readExperimentResults } from './stored-results.ts';

/** What figures and pages show of an experiment under one protocol: its runs, and their report. */
export type ReportedExperiment = {
  /** The experiment YAML. */
  readonly file: string;
  readonly experiment: Experiment;
  readonly protocol: string;
  /** At least one, in the order of the experiment's rows, its arms, and the seeds. */
  readonly results: readonly RunResult[];
  readonly report: ExperimentReport;
};

/** Undefined where there is no result. */
function reported(root: string, file: string, experiment: Experiment, protocol: string) {
  const stored = readExperimentResults(root, experiment, protocol);
  if (stored.length === 0) return undefined;
  const rows = Object.keys(experiment.rows);
  const arms = Object.keys(experiment.arms);
  const place = ({ cell, config }: RunResult) =>
    [rows.indexOf(cell!.row), arms.indexOf(cell!.arm), config.training.seed] as const;
  const results = stored
    .map(({ result }) => ({ result, at: place(result) }))
    .toSorted(({ at: a }, { at: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .map(({ result }) => result);
  return {
    file,
    experiment,
    protocol,
    results,
    report: reportExperiment(experiment, protocol, stored),
  };
}

/** The protocols that there is a folder of results under, by name. */
function protocolsOf(root: string, { experiment }: Experiment): string[] {
  const folder = join(root, experiment);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * The runs of the experiment in `file`.
 *
 * @param root the folder of all results
 * @param protocolFile a protocol YAML in place of the experiment's own
 * @throws UserError where there is no result
 */
export function reportedExperiment(
  root: string,
  file: string,
  protocolFile?: string | undefined,
): ReportedExperiment {
  const { experiment, protocol } = planExperiment(file, { protocol: protocolFile });
  const found = reported(root, file, experiment, protocol);
  if (found !== undefined) return found;
  const others = protocolsOf(root, experiment);
  throw new UserError(
    `${join(root, experiment.experiment, protocol)}: there is no result; ` +
      (others.length > 0
        ? `there are results under ${others.join(', ')}: choose with --protocol FILE`
        : `\`sublinear run ${file}\` makes them`),
  );
}

/** The folder of the experiment files. */
const EXPERIMENTS = 'experiments';

/** Every experiment under every protocol that there is a result of, by name. */
export function allReportedExperiments(root: string): ReportedExperiment[] {
  const files = readdirSync(EXPERIMENTS).filter((name) => name.endsWith('.yaml'));
  return files.sort().flatMap((name) => {
    const file = join(EXPERIMENTS, name);
    const experiment = loadExperiment(file);
    return protocolsOf(root, experiment).flatMap(
      (protocol) => reported(root, file, experiment, protocol) ?? [],
    );
  });
}
