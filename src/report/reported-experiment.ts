import { join } from 'node:path';
import { type Experiment, loadExperiments } from '../experiment/definition.ts';
import {
  type Loaded,
  loadAllResults,
  loadEverywhere,
  loadResults,
  protocolsOf,
} from '../experiment/load-results.ts';
import { planExperiment } from '../experiment/plan.ts';
import { UserError } from '../platform/errors.ts';
import { type ExperimentReport, reportExperiment } from './experiment-report.ts';

/** An experiment's results under one protocol, and what they amount to. */
export type ReportedExperiment = Loaded & { readonly report: ExperimentReport };

const reported = (loaded: Loaded): ReportedExperiment => ({
  ...loaded,
  report: reportExperiment(loaded),
});

/**
 * The results of the experiment in `file`.
 *
 * @param root the folder of all results
 * @param protocolFile a protocol YAML in place of the experiment's own
 * @throws UserError where there is none
 */
export function reportedExperiment(
  root: string,
  file: string,
  protocolFile?: string,
): ReportedExperiment {
  const { experiment, protocol } = planExperiment(file, { protocol: protocolFile });
  const loaded = loadResults(root, experiment, protocol);
  if (loaded.runs.length > 0) return reported(loaded);
  const others = protocolsOf(root, experiment);
  throw new UserError(
    `${join(root, experiment.experiment, protocol)}: there is no result; ` +
      (others.length > 0
        ? `there are results under ${others.join(', ')}: choose with --protocol FILE`
        : `\`sublinear run ${file}\` makes them`),
  );
}

/**
 * These experiments under every protocol that there is a result of.
 *
 * @param root the folder of all results
 * @throws UserError where there is no result of one
 */
export function reportedEverywhere(
  root: string,
  experiments: readonly Experiment[],
): ReportedExperiment[] {
  return experiments.flatMap((experiment) => {
    const found = loadEverywhere(root, experiment);
    if (found.length > 0) return found.map(reported);
    throw new UserError(
      `${join(root, experiment.experiment)}: there is no result; ` +
        `\`sublinear run ${experiment.file}\` makes them`,
    );
  });
}

/**
 * Every experiment under every protocol that there is a result of, by name.
 *
 * @param root the folder of all results
 * @param experiments the folder of the experiment files
 */
export function allReportedExperiments(root: string, experiments: string): ReportedExperiment[] {
  return loadAllResults(root, loadExperiments(experiments)).map(reported);
}
