import type { ExperimentStatus, RunStatus } from '../experiment/launchers/status.ts';
import { alignedTable } from '../report/aligned-table.ts';

/** One word for how a run stands, and the rest of its story. */
function describeState({ state, holder, job }: RunStatus): [word: string, more: string] {
  if (state.kind === 'done') return ['done', ''];
  if (state.kind === 'underWay' || job?.state === 'RUNNING') {
    const where = job?.node || holder?.host || '';
    const who = job?.id ?? holder?.job ?? (holder === undefined ? '' : `process ${holder.pid}`);
    const left = job === undefined ? '' : `, ${job.timeLeft} left`;
    return ['running', `${where} ${who}${left}`.trim()];
  }
  if (job !== undefined) return ['waiting', `${job.id}: ${job.reason || job.state}`];
  if (state.kind === 'failed') return ['failed', state.message.split('\n', 1)[0]!];
  return [state.kind === 'begun' ? 'begun' : 'to do', ''];
}

/** How the runs of an experiment stand, for people. */
export function describeStatus({ experiment, protocol, runs }: ExperimentStatus): string {
  const own = `${experiment} `;
  const described = runs.map((run) => ({ run, state: describeState(run) }));
  const counts = new Map<string, number>();
  for (const { state } of described) counts.set(state[0], (counts.get(state[0]) ?? 0) + 1);
  const summary = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
  const lines = described.map(({ run, state: [word, more] }) => [
    run.name.startsWith(own) ? run.name.slice(own.length) : run.name,
    word,
    `${run.step}/${run.steps}`,
    more,
  ]);
  return [
    `${experiment} under ${protocol}: ${summary}.`,
    alignedTable(['run', 'state', 'step', ''], lines, 'llrl'),
  ].join('\n\n');
}
