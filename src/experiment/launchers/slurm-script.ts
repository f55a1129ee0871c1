import { join } from 'node:path';
import type { SlurmConfig } from './slurm-config.ts';

/** An array of jobs, one for each of some cells of a plan. */
type JobArray = {
  /** In `squeue`. */
  readonly name: string;
  /** The folder of the submission. */
  readonly folder: string;
  /** Of the plan: the first cell, and how many. */
  readonly first: number;
  readonly count: number;
  /** Jobs that must have ended before any of these starts. */
  readonly after: readonly string[];
};

/** How a shell reads `text` as one word. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** How sbatch reads `text` as one word of a line `#SBATCH`, where a backslash always escapes. */
const quotedForSbatch = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** Where the jobs of an array log. sbatch takes a path for a pattern, in which %% is one %. */
const logPattern = (folder: string): string =>
  join(folder.replaceAll('%', '%%'), 'logs', '%A_%a.log');

function directives(config: SlurmConfig, array: JobArray): string[] {
  const { partition, account, constraint, gres } = config;
  const named = Object.entries({ partition, account, constraint, gres });
  return [
    `--job-name=${quotedForSbatch(array.name)}`,
    `--array=0-${array.count - 1}%${config.throttle}`,
    `--time=${config.time}`,
    `--signal=USR1@${config.signalSeconds}`,
    '--requeue',
    '--open-mode=append',
    `--output=${quotedForSbatch(logPattern(array.folder))}`,
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${config.cpus}`,
    `--mem=${config.memory}`,
    ...named.flatMap(([key, value]) => (value === undefined ? [] : [`--${key}=${value}`])),
    ...(array.after.length === 0 ? [] : [`--dependency=afterany:${array.after.join(':')}`]),
  ];
}

/**
 * The script of an array of jobs. A job that ends with 75 has saved itself and is queued again;
 * whether it may is for the program to say, which ends with 1 where it makes no progress.
 *
 * @param program the command line of `sublinear`, each word by itself
 */
export function jobScript(
  config: SlurmConfig,
  array: JobArray,
  program: readonly string[],
): string {
  const plan = join(array.folder, 'plan.json');
  const command = [...program, 'slurm-job', plan].map(quoted).join(' ');
  return `${[
    '#!/bin/bash',
    ...directives(config, array).map((line) => `#SBATCH ${line}`),
    '',
    `if [ ! -r ${quoted(plan)} ]; then`,
    `  echo "error: $(hostname) does not see ${plan.replaceAll(/["$`\\]/g, '\\$&')}: the folder is not shared" >&2`,
    '  exit 2',
    'fi',
    ...config.setup,
    // A step of its own: Slurm sends the signal ahead of the limit to steps only.
    `srun --cpus-per-task=${config.cpus} ${command} $((SLURM_ARRAY_TASK_ID + ${array.first}))`,
    'code=$?',
    '# 75: it has saved itself and can go on.',
    'if [ $code = 75 ]; then',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    '  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"',
    'fi',
    'exit $code',
  ].join('\n')}\n`;
}
