import { execFileSync } from 'node:child_process';
import { UserError } from '../../platform/errors.ts';

/** The numbers of this machine's NVIDIA GPUs that this process may use. */
export function visibleGpus(env: NodeJS.ProcessEnv = process.env): string[] {
  const given = env.CUDA_VISIBLE_DEVICES;
  if (given !== undefined) return given.split(',').filter((name) => name !== '');
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

/** The numbers of `from-to`, or of one number; undefined where it is neither. */
function range(text: string): string[] | undefined {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const length = Number(to) - Number(from) + 1;
  if (from === undefined || !(length > 0)) return undefined;
  return Array.from({ length }, (_, i) => String(Number(from) + i));
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
  const named = text.split(',').map((part) => range(part.trim()));
  const gpus = named.flatMap((part) => part ?? []);
  if (named.includes(undefined)) {
    throw new UserError(`--gpus ${text}: expected all, or numbers and ranges such as 0-3,6`);
  }
  const twice = gpus.find((gpu, i) => gpus.indexOf(gpu) !== i);
  if (twice !== undefined) throw new UserError(`--gpus ${text}: ${twice} is named twice`);
  const missing = gpus.find((gpu) => !visible.includes(gpu));
  if (missing === undefined) return gpus;
  throw new UserError(`--gpus ${text}: there is no GPU ${missing}; visible are: ${there}`);
}
