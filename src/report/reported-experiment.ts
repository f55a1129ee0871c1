import { join } from 'node:path';
import { type Experiment, planExperiment } from '../experiment/definition.ts';
import { UserError } from '../platform/errors.ts';
import type { RunResult } from '../results/result.ts';
import { readChoices } from './choices.ts';
import { type ExperimentReport, reportExperiment } from './experiment-report.ts';
import { readExperimentResults, resultFolders } from './stored-results.ts';
import { foldersIn, type StoredExperiment, storedExperiments } from './tables.ts';

/** What figures and pages show of an experiment under one protocol: its runs, and their report. */
export type ReportedExperiment = {
  readonly experiment: Experiment;
  readonly protocol: string;
  /** At least one, in the order of the experiment's rows, its arms, and the seeds. */
  readonly results: readonly RunResult[];
  readonly report: ExperimentReport;
};

function reported({ experiment, protocol, stored, choices }: StoredExperiment): ReportedExperiment {
  const rows = Object.keys(experiment.rows);
  const arms = Object.keys(experiment.arms);
  const place = ({ cell, config }: RunResult) =>
    [rows.indexOf(cell!.row), arms.indexOf(cell!.arm), config.training.seed] as const;
  const results = stored
    .map(({ result }) => ({ result, at: place(result) }))
    .toSorted(({ at: a }, { at: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .map(({ result }) => result);
  return {
    experiment,
    protocol,
    results,
    report: reportExperiment(experiment, protocol, stored, choices),
  };
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
  const stored = readExperimentResults(root, experiment, protocol);
  const choices = readChoices(root, experiment, protocol);
  if (stored.length > 0) return reported({ experiment, protocol, stored, choices });
  const others = [...new Set(resultFolders(root, experiment).flatMap(foldersIn))].toSorted();
  throw new UserError(
    `${join(root, experiment.experiment, protocol)}: there is no result; ` +
      (others.length > 0
        ? `there are results under ${others.join(', ')}: choose with --protocol FILE`
        : `\`sublinear run ${file}\` makes them`),
  );
}

/**
 * Every experiment under every protocol that there is a result of, by name.
 *
 * @param root the folder of all results
 * @param experiments the folder of the experiment files
 */
export function allReportedExperiments(root: string, experiments: string): ReportedExperiment[] {
  return storedExperiments(root, experiments).map(reported);
}
