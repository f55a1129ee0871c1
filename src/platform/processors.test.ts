import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { availableProcessors } from './processors.ts';

const root = temporaryFolder();

it.each<[string, number, NodeJS.ProcessEnv, Record<string, string>]>([
  ['all of the machine where nothing limits them', 16, {}, {}],
  ['those of a Slurm task', 4, { SLURM_CPUS_PER_TASK: '4' }, {}],
  [
    'those of a control group, a part of one as one',
    3,
    { SLURM_CPUS_PER_TASK: '4' },
    { 'proc/self/cgroup': '0::/pod/box', 'sys/fs/cgroup/pod/box/cpu.max': '250000 100000' },
  ],
  [
    'those of a group that the group is in',
    2,
    {},
    {
      'proc/self/cgroup': '0::/pod/box',
      'sys/fs/cgroup/pod/box/cpu.max': 'max 100000',
      'sys/fs/cgroup/pod/cpu.max': '200000 100000',
    },
  ],
  [
    'those of a group of version 1',
    1,
    {},
    {
      'proc/self/cgroup': '5:memory:/box\n4:cpu,cpuacct:/box',
      'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us': '50000',
      'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us': '100000',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
    },
  ],
])('are %s', (_what, expected, env, files) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root(path)), { recursive: true });
    writeFileSync(root(path), `${text}\n`);
  }
  expect(availableProcessors({ cores: 16, env, root: root() })).toBe(expected);
});
