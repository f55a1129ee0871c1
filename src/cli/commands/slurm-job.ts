import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { CommandFailure, StoppedError } from '../../platform/errors.ts';
import { wholeNumber } from '../number-option.ts';

type Arguments = { plan: string; index: number };

/** What a job of an array runs: one cell of the plan that was submitted. */
export const slurmJobCommand: CommandModule<object, Arguments> = {
  command: 'slurm-job <plan> <index>',
  // Not for people.
  describe: false,
  builder: (args) =>
    args
      .positional('plan', { type: 'string', demandOption: true })
      .positional('index', { demandOption: true, coerce: wholeNumber('index', 0) }),
  handler: async ({ plan: path, index }) => {
    const { jobPart, readPlan, requireShared } = await import(
      '../../experiment/launchers/submission.ts'
    );
    const { countStop } = await import('../../experiment/launchers/slurm-job.ts');
    const { runExperiment } = await import('../../experiment/runner.ts');
    const { createTimeLeft } = await import('../../experiment/time-left.ts');
    const { runnerObserver } = await import('../runner-observer.ts');
    const { requireFinished } = await import('../unfinished-report.ts');
    const file = readPlan(path);
    requireShared(file, hostname());
    const { entry, part } = jobPart(file, index);
    const observer = runnerObserver((todo) => createTimeLeft(todo, 1, undefined));
    const unfinished = await runExperiment(part, {
      ...file.settings,
      workers: 1,
      observer,
    }).finally(observer.close);
    try {
      requireFinished(unfinished);
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
};
