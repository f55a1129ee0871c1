import { keptTensors } from '../config/diagnostics-schema.ts';
import { requireFittingOptimizer } from '../config/optimizer-fit.ts';
import { requireWritable } from '../platform/atomic-write.ts';
import type { Lease } from '../platform/held-lease.ts';
import { takeLease } from '../platform/lease.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Does `work` while the folder of the run is this process's.
 *
 * @param resultFile where `work` writes the run's result
 * @throws UserError where another process is at work there, or has taken it over from this one, where
 *   it cannot be written, or where diagnostics are asked for of what is not there
 */
export async function inRunFolder<T>(
  { config, folder, abandoned, stop }: Pick<RunOptions, 'config' | 'folder' | 'abandoned' | 'stop'>,
  resultFile: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  if (config.diagnostics !== undefined) keptTensors(config.diagnostics, config.model);
  requireFittingOptimizer(config);
  requireWritable(folder);
  const alsoProtects = [resultFile.replace(/\.json$/, '')];
  const lease = await takeLease(folder, { alsoProtects, abandoned, stop });
  try {
    return await work(lease);
  } catch (error) {
    // Whatever else went wrong then is of no interest.
    lease.lost.throwIfAborted();
    throw error;
  } finally {
    lease.release();
  }
}
