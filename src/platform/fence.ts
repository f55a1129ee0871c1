import { resolve, sep } from 'node:path';

/** What a lease has to say about writing to the paths that it protects. */
type Fence = {
  /** Names this holder of the lease, in the names of files that are not whole yet. */
  readonly token: string;
  /**
   * Shows others that the lease is alive, and makes sure that it is this process's. To be called
   * when a file lies ready and only its rename is left: who takes the lease over removes such files
   * first, so that even a process that slept between this call and its rename changes nothing.
   *
   * @throws LeaseLostError where it is not
   */
  confirm(): void;
  /**
   * Only makes sure of it, in microseconds.
   *
   * @throws LeaseLostError where it is not
   */
  glance(): void;
};

const fences = new Map<string, Fence>();

/**
 * Has every write of this process to `paths` checked by `fence`: to these files or folders, to what
 * is in them, and to files whose names go on after theirs with a dot.
 *
 * @returns what ends that
 */
export function addFence(paths: readonly string[], fence: Fence): () => void {
  const absolute = paths.map((path) => resolve(path));
  for (const path of absolute) fences.set(path, fence);
  return () => {
    for (const path of absolute) {
      if (fences.get(path) === fence) fences.delete(path);
    }
  };
}

/** The fence that protects `path`, if any does. */
export function fenceOf(path: string): Fence | undefined {
  if (fences.size === 0) return undefined;
  const absolute = resolve(path);
  for (const [start, fence] of fences) {
    const rest = absolute.slice(start.length, start.length + 1);
    if (absolute.startsWith(start) && ['', sep, '.'].includes(rest)) return fence;
  }
  return undefined;
}
