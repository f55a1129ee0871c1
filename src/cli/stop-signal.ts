import { STOP_SIGNALS, StopRequest } from '../platform/stop-request.ts';

/**
 * Aborted at the first of `STOP_SIGNALS`, so that what runs can save itself and end. The same signal
 * sent again ends the process as if nobody had asked for the first.
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => controller.abort(new StopRequest(signal)));
  }
  return controller.signal;
}
