import { type Holder, leaseHolder } from '../../platform/lease.ts';
import { stepsDone } from '../cost.ts';
import type { PlannedExperiment } from '../definition.ts';
import { planStatus, type RunState } from '../plan-status.ts';
import { orderedEntries } from '../queue.ts';
import { runFolder } from '../run-files.ts';
import { submittedArrays, submittedCells } from './slurm.ts';
import type { QueuedJob } from './slurm-commands.ts';
import { cellName } from './submission.ts';

/** How a run stands, by the shared folders and, where it was submitted, by the cluster's queue. */
export type RunStatus = {
  /** Its experiment and its name. */
  readonly name: string;
  readonly state: RunState;
  /** The step of its newest checkpoint. */
  readonly step: number;
  readonly steps: number;
  /** Whose lease its folder is, where somebody has it. */
  readonly holder?: Exclude<Holder, 'unknown'>;
  /** Its job, while that waits or runs. */
  readonly job?: QueuedJob;
};

export type ExperimentStatus = {
  readonly experiment: string;
  readonly protocol: string;
  readonly runs: readonly RunStatus[];
};

/**
 * How each run of `plan` stands.
 *
 * @throws UserError where a result is not valid, or the queue of a cluster that it was submitted to
 *   cannot be asked
 */
export async function experimentStatus(
  plan: PlannedExperiment,
  { results, runs }: { readonly results: string; readonly runs: string },
): Promise<ExperimentStatus> {
  const listed = planStatus(plan, { results, runs, workers: 1, pace: undefined });
  const submitted = submittedArrays(runs, plan).length > 0 ? await submittedCells(runs, plan) : [];
  const jobs = new Map(submitted.map(({ name, job }) => [name, job]));
  const entries = orderedEntries(plan);
  return {
    experiment: listed.experiment,
    protocol: listed.protocol,
    runs: listed.runs.map(({ state, steps }, i) => {
      const entry = entries[i]!;
      const name = cellName(entry);
      const holder = leaseHolder(runFolder(runs, entry.run));
      const job = jobs.get(name);
      return {
        name,
        state,
        step: state.kind === 'done' ? steps : stepsDone(runs, entry.run),
        steps,
        ...(holder === undefined || holder === 'unknown' ? {} : { holder }),
        ...(job === undefined ? {} : { job }),
      };
    }),
  };
}
