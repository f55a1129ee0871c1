import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** What there is to ask about limits; replaced in tests. */
type Machine = {
  /** Cores that this process may be scheduled on. */
  readonly cores: number;
  readonly env: NodeJS.ProcessEnv;
  /** The root of the file system. */
  readonly root: string;
};

const THIS_MACHINE: Machine = { cores: availableParallelism(), env: process.env, root: '/' };

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** `group` and the groups that it is in. */
function withParents(group: string): string[] {
  return dirname(group) === group ? [group] : [group, ...withParents(dirname(group))];
}

/** The cores that the control groups of this process allow it, version 2 and version 1. */
function groupLimits(root: string): number[] {
  const lines = text(join(root, 'proc/self/cgroup'))?.split('\n') ?? [];
  return lines.flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) return [];
    const limits = withParents(group).map((parent): number => {
      if (controllers === '') {
        const [quota, period] =
          text(join(root, 'sys/fs/cgroup', parent, 'cpu.max'))?.split(' ') ?? [];
        return Number(quota) / Number(period);
      }
      if (!controllers.split(',').includes('cpu')) return Number.NaN;
      const folder = join(root, 'sys/fs/cgroup', controllers, parent);
      const quota = Number(text(join(folder, 'cpu.cfs_quota_us')));
      return quota / Number(text(join(folder, 'cpu.cfs_period_us')));
    });
    // No limit is `max` or -1.
    return limits.filter((limit) => limit > 0);
  });
}

/**
 * The cores that this process may keep busy: never more than its scheduler or container gives it,
 * whatever the machine has. A part of a core counts as one.
 */
export function availableProcessors({ cores, env, root }: Machine = THIS_MACHINE): number {
  const perTask = Number(env.SLURM_CPUS_PER_TASK);
  const limits = [cores, ...groupLimits(root), ...(perTask >= 1 ? [perTask] : [])];
  return Math.max(1, Math.ceil(Math.min(...limits)));
}
