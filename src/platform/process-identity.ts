import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** A process, so that another one, on whatever machine, can tell whether it lives. */
export const processIdentitySchema = z.strictObject({
  host: z.string().describe('The name of its machine or container'),
  pid: z.int().positive().describe('Its number there'),
  space: z
    .string()
    .optional()
    .describe('The start of the machine and the namespaces in which its number is its own'),
  started: z.string().optional().describe('When it started, in clock ticks of the machine'),
  job: z.string().optional().describe('The job of a scheduler that it belongs to'),
});

type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Whether a process of this machine has the number `pid`. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It may be another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The state of a process and when it started, of `/proc`; undefined where that shows nothing. */
function processStatus(pid: number): { state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may have spaces and brackets of its own.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
}

/** Within what a process number means the same process, or undefined where that is not known. */
export function processSpace(): string | undefined {
  try {
    // A container may show the processes of another one under /proc.
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Start times are counted in a time namespace.
    return [boot, ...['pid', 'time'].map((kind) => readlinkSync(`/proc/self/ns/${kind}`))].join(
      ' ',
    );
  } catch {
    // Not Linux.
    return undefined;
  }
}

/** The job that a scheduler runs this process in, such as `Slurm 17_3`. */
function schedulerJob(): string | undefined {
  const { SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_JOB_ID } = process.env;
  if (SLURM_ARRAY_JOB_ID) return `Slurm ${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}`;
  return SLURM_JOB_ID ? `Slurm ${SLURM_JOB_ID}` : undefined;
}

export function thisProcess(): ProcessIdentity {
  const space = processSpace();
  const started = processStatus(process.pid)?.started;
  const job = schedulerJob();
  return {
    host: hostname(),
    pid: process.pid,
    ...(space === undefined || started === undefined ? {} : { space, started }),
    ...(job === undefined ? {} : { job }),
  };
}

/**
 * Whether a process lives: `unknown` for one of another machine or container. A process number that
 * was given out again does not pass for its first owner.
 */
export function processState({
  pid,
  space,
  started,
}: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (space === undefined || space !== processSpace()) return 'unknown';
  if (!isAlive(pid)) return 'dead';
  const status = processStatus(pid);
  if (status === undefined) return 'alive';
  // Z and X: it has ended, and nobody has asked for its exit code yet.
  return status.started !== started || /[ZX]/.test(status.state) ? 'dead' : 'alive';
}
