import { command } from '../command.ts';
import { EXPERIMENT } from '../config-options.ts';
import { RESULTS_FOLDER, RUNS_FOLDER, SELECTION, selectedPlan } from '../experiment-options.ts';
import { flag, PRINTED } from '../option.ts';

export const statusCommand = command({
  usage: 'status <config>',
  describe: 'Show which runs of an experiment are done, running (and where), waiting or failed',
  positionals: { config: EXPERIMENT },
  options: {
    ...SELECTION,
    results: RESULTS_FOLDER,
    runs: RUNS_FOLDER,
    json: flag('As JSON', PRINTED),
  },
  handler: async (args) => {
    const { experimentStatus } = await import('../../experiment/launchers/status.ts');
    const { describeStatus } = await import('../status-report.ts');
    const status = await experimentStatus(await selectedPlan(args), args);
    console.log(args.json ? JSON.stringify(status, null, 2) : describeStatus(status));
  },
});
