import type { Pace } from '../../experiment/pace.ts';
import type { PlannedExperiment } from '../../experiment/plan.ts';
import { StoppedError } from '../../platform/errors.ts';
import { command } from '../command.ts';
import { EXPERIMENT } from '../config-options.ts';
import { planOptions, selectedPlan } from '../experiment-options.ts';
import { gpusOf, RUN, type RunArguments, requireSense } from '../run-options.ts';
import { trainingSettings } from '../training-options.ts';

/** The rounds that claims need, each planned when the one before it is done. */
async function* roundsOf(args: RunArguments): AsyncGenerator<PlannedExperiment> {
  const { nextRound } = await import('../until-decided.ts');
  let left = args.budget ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const next = nextRound(args.config, planOptions(args), args.results, left);
    if (next === undefined) {
      console.error('no claim needs a run of any round');
      return;
    }
    const { round, claims, plan } = next;
    if (plan.runs.length === 0) {
      console.error(`round ${round}: ${claims} claims; the budget has no room for one's runs`);
      return;
    }
    console.error(`round ${round}: ${claims} claims, ${plan.runs.length} runs`);
    yield plan;
    left -= plan.runs.length;
  }
}

/** Lists the runs of `plan`, what is done of them and how long the rest will take. */
async function list(
  plan: PlannedExperiment,
  pace: Pace | undefined,
  args: RunArguments,
): Promise<void> {
  const { planStatus } = await import('../../experiment/plan-status.ts');
  const { requireData } = await import('../../experiment/required-data.ts');
  const { describePlan } = await import('../plan-report.ts');
  const listed = planStatus(plan, { ...args, pace });
  console.log(args.json ? JSON.stringify(listed, null, 2) : describePlan(listed));
  if (listed.done < listed.runs.length) requireData(plan.runs[0]!.config);
}

export const runCommand = command({
  usage: 'run <config>',
  describe: 'Do every run of an experiment that has no result yet',
  positionals: { config: EXPERIMENT },
  options: RUN,
  examples: [
    [
      '$0 run table2 --only O,P --arms none --seeds 1-3 --workers 2',
      'Two rows without warm-up, three seeds each, two runs at a time',
    ],
    ['$0 run table2 --dry-run', 'What is left to do, and its cost'],
    [
      '$0 run table2 --protocol paper --dry-run --workers 8 --pace bench/results/device.json',
      "The paper's own protocol on eight GPUs like the one of `make bench-device`",
    ],
  ],
  handler: async (given) => {
    requireSense(given);
    const gpus = gpusOf(given);
    const args = { ...given, workers: gpus?.length ?? given.workers };
    const { workers, results, runs, retries } = args;
    const { expectedPace } = await import('../../experiment/expected-pace.ts');
    const { threadsPerWorker } = await import('../../experiment/worker-process.ts');
    const { parseShard, shardOf } = await import('../../experiment/launchers/shard.ts');
    const threads = args.threads ?? threadsPerWorker(workers);
    const rounds = args['until-decided'] ? roundsOf(args) : [await selectedPlan(args)];
    let isPlanned = false;
    for await (const whole of rounds) {
      isPlanned = true;
      const plan = args.shard === undefined ? whole : shardOf(whole, parseShard(args.shard));
      if (args.on === 'slurm') {
        const { submitToSlurm } = await import('../submit-to-slurm.ts');
        return submitToSlurm(plan, args);
      }
      const pace = () => expectedPace(plan, { ...args, threads });
      if (args['dry-run']) return list(plan, pace(), args);
      const { doRuns } = await import('../do-runs.ts');
      const settings = { ...trainingSettings(args), results, runs, retries, workers, gpus };
      const isStopped = await doRuns(plan, settings, pace);
      if (isStopped && args['until-decided']) {
        throw new StoppedError('stopped after a round; the same command goes on with the next one');
      }
    }
    if (args.table) {
      const { formattedTable } = await import('../report-options.ts');
      process.stdout.write(await formattedTable(args.config, { ...args, format: 'md' }));
    }
    if (!isPlanned && args.json) {
      await list({ ...(await selectedPlan(args)), runs: [], tunings: [] }, undefined, args);
    }
  },
});
