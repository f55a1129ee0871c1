/*
 * A Slurm cluster of two nodes on this machine, with programs, ports and folders of its own. It needs
 * root and Debian's packages `slurmctld slurmd slurm-client munge`.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAMS = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'munged'];

/** Why there can be no cluster here; undefined where there can. */
export function whyNoCluster(): string | undefined {
  const missing = PROGRAMS.filter((name) => spawnSync('which', [name]).status !== 0);
  if (missing.length > 0) {
    return `${missing.join(', ')} missing: apt-get install slurmctld slurmd slurm-client munge`;
  }
  return process.getuid?.() === 0 ? undefined : 'not root';
}

export type Cluster = {
  /** For the commands of Slurm. */
  readonly env: NodeJS.ProcessEnv;
  /** What a command of Slurm prints. */
  slurm(command: string, ...args: string[]): string;
  /** Ends the daemon of a node with SIGKILL, and starts it again. */
  restartNode(name: string): Promise<void>;
  stop(): Promise<void>;
};

const NODES = ['n1', 'n2'];

function configuration(folder: string, port: number): string {
  const host = hostname();
  const path = (name: string) => join(folder, name);
  const nodes = NODES.map(
    (name, i) =>
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port + 2 + i} ` +
      'CPUs=1 RealMemory=2000 State=UNKNOWN',
  );
  return `${[
    'ClusterName=test',
    `SlurmctldHost=${host}(127.0.0.1)`,
    'SlurmUser=root',
    'SlurmdUser=root',
    'AuthType=auth/munge',
    `AuthInfo=socket=${path('munge.socket')}`,
    'MpiDefault=none',
    `SlurmctldPort=${port}`,
    `SlurmdPort=${port + 1}`,
    `StateSaveLocation=${path('state')}`,
    `SlurmdSpoolDir=${path('spool')}.%n`,
    `SlurmctldPidFile=${path('slurmctld.pid')}`,
    `SlurmdPidFile=${path('slurmd')}.%n.pid`,
    `SlurmctldLogFile=${path('slurmctld.log')}`,
    `SlurmdLogFile=${path('slurmd')}.%n.log`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'ReturnToService=2',
    'SwitchType=switch/none',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'JobCompType=jobcomp/none',
    'MailProg=/bin/true',
    'KillWait=5',
    'SlurmdTimeout=20',
    'JobRequeue=1',
    'MinJobAge=300',
    'MaxArraySize=7',
    ...nodes,
    `PartitionName=main Nodes=${NODES.join(',')} Default=YES MaxTime=INFINITE State=UP`,
  ].join('\n')}\n`;
}

/** Starts a cluster in `folder`. */
export async function startCluster(folder: string): Promise<Cluster> {
  const port = 17_000 + Math.floor(Math.random() * 10_000);
  const config = join(folder, 'slurm.conf');
  const key = join(folder, 'munge.key');
  mkdirSync(join(folder, 'state'));
  writeFileSync(config, configuration(folder, port));
  writeFileSync(key, randomBytes(1024));
  chmodSync(key, 0o600);
  const env = { ...process.env, SLURM_CONF: config };
  const running = new Map<string, ChildProcess>();
  const start = (name: string, command: string, args: string[]) => {
    running.set(name, spawn(command, args, { env, stdio: 'ignore' }));
  };
  const end = async (name: string) => {
    const child = running.get(name)!;
    child.kill('SIGKILL');
    while (child.exitCode === null && child.signalCode === null) await sleep(10);
  };
  const startNode = (name: string) => start(name, 'slurmd', ['-D', '-N', name, '-f', config]);
  const slurm = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  const socket = join(folder, 'munge.socket');
  const files = ['pid', 'log', 'seed'].map(
    (kind) => `--${kind}-file=${join(folder, `munge.${kind}`)}`,
  );
  start('munged', 'munged', [
    ...['--foreground', '--force', `--key-file=${key}`, `--socket=${socket}`],
    ...files,
  ]);
  while (!existsSync(socket)) await sleep(50);
  start('slurmctld', 'slurmctld', ['-D', '-f', config]);
  for (const name of NODES) startNode(name);
  const idle = () => {
    try {
      return slurm('sinfo', '-h', '-t', 'idle', '-o', '%D') === String(NODES.length);
    } catch {
      return false;
    }
  };
  while (!idle()) await sleep(200);
  return {
    env,
    slurm,
    restartNode: async (name) => {
      await end(name);
      startNode(name);
    },
    stop: async () => {
      // Its steps would outlive a daemon that is killed.
      if (slurm('squeue', '-h') !== '') slurm('scancel', '--me');
      while (slurm('squeue', '-h') !== '') await sleep(200);
      for (const name of [...running.keys()].reverse()) await end(name);
    },
  };
}
