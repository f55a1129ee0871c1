import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { CommandFailure, StoppedError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { wholeNumber } from '../number-option.ts';

/** What a job of an array runs: one cell of the plan that was submitted. */
export const slurmJobCommand = command({
  usage: 'slurm-job <plan> <index>',
  describe: false,
  positionals: {
    plan: { type: 'string', demandOption: true },
    index: { demandOption: true, coerce: wholeNumber('index', 0) },
  },
  handler: async ({ plan: path, index }) => {
    const { jobPart, readPlan, requireShared } = await import(
      '../../experiment/launchers/submission.ts'
    );
    const { countStop } = await import('../../experiment/launchers/slurm-job.ts');
    const { doRuns } = await import('../do-runs.ts');
    const file = readPlan(path);
    requireShared(file, hostname());
    const { entry, part } = jobPart(file, index);
    try {
      await doRuns(part, { ...file.settings, workers: 1 });
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
      const stuck = countStop(dirname(path), index, {
        runs: file.settings.runs,
        run: entry.run,
        most: file.requeuesWithoutProgress,
      });
      throw stuck === undefined ? error : new CommandFailure(stuck);
    }
  },
});
