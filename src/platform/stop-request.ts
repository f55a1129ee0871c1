/**
 * What terminals and schedulers send to have a program save itself and end: Ctrl-C, `kill`, a
 * terminal that was closed, and what Slurm and GridEngine send ahead of a time limit.
 */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Why work is to save itself and end: the reason of an aborted signal. */
export class StopRequest extends Error {
  override name = 'StopRequest';

  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal}`);
  }
}

/** The signal that `stop` was aborted by, if it was. */
export function stopSignalOf(stop: AbortSignal): StopSignal | undefined {
  return stop.reason instanceof StopRequest ? stop.reason.signal : undefined;
}

/**
 * Calls `stop` at each of `STOP_SIGNALS` the first time that it comes. The same one sent again ends
 * the process as if nobody had listened.
 *
 * @returns what ends that
 */
export function onStop(stop: (signal: StopSignal) => void): () => void {
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => stop(signal)] as const);
  for (const [signal, listener] of listeners) process.once(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
