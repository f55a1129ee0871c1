import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../platform/errors.ts';

const exec = promisify(execFile);

/**
 * What a command of Slurm prints.
 *
 * @throws UserError where Slurm is not here, or refuses
 */
export async function slurm(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await exec(command, [...args], { maxBuffer: 2 ** 26 })).stdout.trim();
  } catch (error) {
    const { code, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') {
      throw new UserError(
        `${command}: not found; --on slurm has to be started where Slurm's commands are, such as ` +
          "the cluster's login node. Elsewhere, --shard I/N divides an experiment among machines",
      );
    }
    throw new UserError(`${command} refuses: ${stderr.trim() || message}`);
  }
}

/** A job of an array that has not ended. */
export type QueuedJob = {
  /** Such as 17_3. */
  readonly id: string;
  /** Slurm's word, such as RUNNING or PENDING. */
  readonly state: string;
  readonly node: string;
  /** Of its time limit, as Slurm writes it. */
  readonly timeLeft: string;
  readonly reason: string;
};

/** Reads what `squeue` prints in the format below. */
export function parseQueue(text: string): QueuedJob[] {
  return text.split('\n').flatMap((line) => {
    const [id, state, node, timeLeft, reason] = line.split('|');
    if (id === undefined || state === undefined || !/^\d+_\d+$/.test(id)) return [];
    return [{ id, state, node: node ?? '', timeLeft: timeLeft ?? '', reason: reason ?? '' }];
  });
}

/** The jobs of `arrays`, by their numbers, that wait or run. */
export async function queuedJobs(arrays: readonly string[]): Promise<QueuedJob[]> {
  if (arrays.length === 0) return [];
  // Asked for all jobs of the user: Slurm takes a number that it has forgotten for a mistake.
  const format = '%i|%T|%N|%L|%r';
  const printed = await slurm('squeue', ['--me', '--array', '--noheader', '--format', format]);
  const known = new Set(arrays);
  return parseQueue(printed).filter(({ id }) => known.has(id.split('_')[0]!));
}

/** How many jobs an array may have on this cluster. */
export async function largestArray(): Promise<number> {
  const config = await slurm('scontrol', ['show', 'config']);
  // One more than the largest index; 1001 unless set.
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(config) ?? [];
  return Math.max(1, Number(size ?? 1001) - 1);
}

/**
 * @throws UserError where the cluster has no such partition
 */
export async function requirePartition(partition: string): Promise<void> {
  const printed = await slurm('sinfo', ['--noheader', '--format', '%R']);
  const names = [...new Set(printed.split('\n'))];
  const missing = partition.split(',').find((name) => !names.includes(name));
  if (missing === undefined) return;
  throw new UserError(`there is no partition "${missing}"; the cluster has ${names.join(', ')}`);
}
