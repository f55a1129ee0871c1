import { describe, expect, it } from 'vitest';
import { runName } from '../../results/run-name.ts';
import { planExperiment } from '../plan.ts';
import { orderedEntries } from '../queue.ts';
import { parseShard, shardOf } from './shard.ts';

const names = (plan: ReturnType<typeof planExperiment>) =>
  orderedEntries(plan).map(({ run }) => `${run.cell.experiment} ${runName(run)}`);

it('is read from I/N, and nothing else is', () => {
  expect(parseShard('2/8')).toEqual({ index: 2, count: 8 });
  for (const text of ['', '2', '0/2', '3/2', '1/0', '-1/2', '1.5/2', '1/2/3', 'a/b']) {
    expect(() => parseShard(text)).toThrow(`--shard ${text}: expected I/N`);
  }
});

describe.each(['experiments/table1.yaml', 'experiments/sm3.yaml'])('of %s', (file) => {
  const plan = planExperiment(file, { seeds: [1, 2] });

  it.each([1, 2, 3, 100])('each run is in one of %i shards', (count) => {
    const shards = Array.from({ length: count }, (_, i) => shardOf(plan, { index: i + 1, count }));
    expect(shards.flatMap(names).toSorted()).toEqual(names(plan).toSorted());
  });

  it('a row that is tuned is in one with its trials', () => {
    for (const { row } of plan.tunings) {
      const holders = [1, 2, 3].filter((index) => {
        const shard = shardOf(plan, { index, count: 3 });
        const runs = shard.runs.filter(({ cell }) => cell.row === row);
        expect(shard.tunings.filter((tuning) => tuning.row === row)).toHaveLength(
          runs.length > 0 ? 1 : 0,
        );
        return runs.length > 0;
      });
      expect(holders).toHaveLength(1);
    }
  });
});

it('has runs of about the same number', () => {
  const plan = planExperiment('experiments/table2.yaml');
  const sizes = [1, 2, 3, 4].map((index) => shardOf(plan, { index, count: 4 }).runs.length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});
