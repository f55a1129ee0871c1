import type { PlannedExperiment } from '../plan.ts';
import { type PlannedRunStatus, planStatus } from '../plan-status.ts';
import { submittedCells } from './slurm.ts';
import type { QueuedJob } from './slurm-commands.ts';

/** How a run stands, by the shared folders and, where it was submitted, by the cluster's queue. */
export type RunStatus = Pick<PlannedRunStatus, 'state' | 'steps' | 'holder'> & {
  /** Its experiment and its name. */
  readonly name: string;
  /** The step of its newest checkpoint. */
  readonly step: number;
  /** Its job, while that waits or runs. */
  readonly job: QueuedJob | undefined;
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
  const submitted = await submittedCells(runs, plan);
  const { experiment, protocol } = listed;
  return {
    experiment,
    protocol,
    runs: listed.runs.map(({ state, steps, holder, ...run }) => {
      const name = `${run.experiment} ${run.name}`;
      return {
        name,
        state,
        step: 'step' in state ? state.step : state.kind === 'done' ? steps : 0,
        steps,
        holder,
        job: submitted.find((cell) => cell.name === name)?.job,
      };
    }),
  };
}
