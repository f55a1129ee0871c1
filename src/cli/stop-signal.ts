/**
 * Aborted at the first SIGINT or SIGTERM, so that what runs can save itself and end. A second one
 * ends the process as if nobody had asked for the first.
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
