import { execFileSync } from 'node:child_process';
import { UserError } from '../../platform/errors.ts';

/** What CUDA takes for a GPU, or for a part of one: a number, or a name that `nvidia-smi -L` prints. */
const GPU = /^(\d+|(GPU|MIG)-.+)$/;

/** CUDA leaves out the first entry that is no GPU, such as -1, and all after it. */
function allowedGpus(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const wrong = entries.findIndex((entry) => !GPU.test(entry));
  return wrong < 0 ? entries : entries.slice(0, wrong);
}

/** The NVIDIA GPUs of this machine that this process may use: their numbers, or what CUDA calls them. */
export function visibleGpus(env: NodeJS.ProcessEnv = process.env): string[] {
  const given = env.CUDA_VISIBLE_DEVICES;
  if (given !== undefined) return allowedGpus(given);
  try {
    const printed = execFileSync('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return printed.split('\n').filter((line) => /^\d+$/.test(line));
  } catch {
    return [];
  }
}

/** The ends of `from-to`, or of one number; undefined where it is neither. */
function range(text: string): readonly [from: number, to: number] | undefined {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return from !== undefined && Number(from) <= Number(to) ? [Number(from), Number(to)] : undefined;
}

/**
 * Reads which GPUs to run on: `all` that are `visible`, or numbers and ranges, such as `0-3,6`.
 *
 * @throws UserError where it is something else, one is named twice, or is not visible
 */
export function parseGpus(text: string, visible: readonly string[]): string[] {
  const there = visible.length === 0 ? 'none' : visible.join(', ');
  if (text === 'all') {
    if (visible.length > 0) return [...visible];
    throw new UserError('--gpus all: no GPU of NVIDIA is visible here; `nvidia-smi` lists them');
  }
  const ranges = text.split(',').flatMap((part) => {
    const found = range(part.trim());
    if (found !== undefined) return [found];
    throw new UserError(`--gpus ${text}: expected all, or numbers and ranges such as 0-3,6`);
  });
  const gpus: string[] = [];
  for (const [from, to] of ranges) {
    // One by one, as a range may name more than any machine has.
    for (let number = from; number <= to; number++) {
      const gpu = String(number);
      if (gpus.includes(gpu)) throw new UserError(`--gpus ${text}: ${gpu} is named twice`);
      if (!visible.includes(gpu)) {
        throw new UserError(`--gpus ${text}: there is no GPU ${gpu}; visible are: ${there}`);
      }
      gpus.push(gpu);
    }
  }
  return gpus;
}
