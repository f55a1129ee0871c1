import { z } from 'zod';

/** Slurm's forms of a time limit. */
const TIME = /^(?:(?<days>\d+)-)?(?<fields>\d+(?::\d+){0,2})$/;

/** Seconds of a time limit as Slurm reads it: minutes, and with days hours, come first. */
export function limitSeconds(text: string): number {
  const { days, fields = '' } = TIME.exec(text)?.groups ?? {};
  const numbers = fields.split(':').map(Number);
  if (days !== undefined) {
    const [hours = 0, minutes = 0, seconds = 0] = numbers;
    return ((Number(days) * 24 + hours) * 60 + minutes) * 60 + seconds;
  }
  if (numbers.length === 3) return (numbers[0]! * 60 + numbers[1]!) * 60 + numbers[2]!;
  return numbers[0]! * 60 + (numbers[1] ?? 0);
}

/** A value that YAML may have read as a number, such as 16000, as Slurm is told it. */
const text = z.union([z.string(), z.int().positive().transform(String)]);

const isWord = (given: string): boolean => /^[\w.,:@%/=&|*()[\]-]+$/.test(given);

/** A word that goes into a job script as it is: no number, of which YAML would drop leading zeros. */
const word = z
  .string({ error: 'must be text; quote a number, as in account=\'"123"\'' })
  .refine(isWord, 'must be one word without quotes');

/** How a cluster is asked for jobs: `configs/launchers/slurm.yaml`, and what is laid over it. */
export const slurmSchema = z
  .strictObject({
    time: text
      .refine((given) => limitSeconds(given) > 0, 'must be a time limit such as 04:00:00')
      .describe('Time limit of a job, in the form of sbatch --time'),
    signalSeconds: z
      .int()
      .positive()
      .describe('How long before the time limit a job is told to save itself, in seconds'),
    cpus: z.int().positive().describe('Cores of a job'),
    memory: text
      .refine(isWord, 'must be one word without quotes')
      .describe('Memory of a job, in the form of sbatch --mem'),
    throttle: z.int().positive().describe('Most jobs of an array that run at a time'),
    requeuesWithoutProgress: z
      .int()
      .nonnegative()
      .describe('How often in a row a job may be queued again without a new checkpoint'),
    setup: z.array(z.string()).describe('Shell lines ahead of each run, such as module load'),
    partition: word.optional().describe('As in sbatch --partition'),
    account: word.optional().describe('As in sbatch --account'),
    constraint: word.optional().describe('As in sbatch --constraint'),
    gres: word.optional().describe('As in sbatch --gres, such as gpu:1'),
  })
  .refine(({ time, signalSeconds }) => limitSeconds(time) > 2 * signalSeconds, {
    path: ['time'],
    error: 'must be more than twice signalSeconds: a job has to start, and to save itself',
  });

export type SlurmConfig = z.infer<typeof slurmSchema>;
