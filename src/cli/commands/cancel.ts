import { command } from '../command.ts';
import { EXPERIMENT } from '../config-options.ts';
import { count } from '../count.ts';
import { RESULTS_FOLDER, RUNS_FOLDER, SELECTION, selectedPlan } from '../experiment-options.ts';

export const cancelCommand = command({
  usage: 'cancel <config>',
  describe: "End an experiment's jobs on a Slurm cluster; what they have saved is kept",
  positionals: { config: EXPERIMENT },
  options: { ...SELECTION, results: RESULTS_FOLDER, runs: RUNS_FOLDER },
  handler: async (args) => {
    const { slurm } = await import('../../experiment/launchers/slurm-commands.ts');
    const { submittedCells } = await import('../../experiment/launchers/slurm.ts');
    const cells = await submittedCells(args.runs, await selectedPlan(args));
    const ids = cells.map(({ job }) => job.id);
    if (ids.length > 0) await slurm('scancel', ids);
    console.log(`Cancelled ${count(ids.length, 'job')}.`);
  },
});
