import type { Checked, Reply, Request } from '../messages.ts';
import type { AskedBackend } from '../setup.ts';

/** One of the page's two workers. */
export type Lane = {
  send(request: Request): void;
  check(config: unknown): Promise<Checked>;
  /** Ends the worker, and frees what it holds. */
  close(): void;
};

/**
 * Starts a worker.
 *
 * @param tell told of its replies, the answers to `check` excepted
 */
export function openLane(
  backend: AskedBackend,
  corpus: string,
  tell: (reply: Exclude<Reply, { kind: 'checked' }>) => void,
): Lane {
  const worker = new Worker(new URL('worker.js', document.baseURI), { type: 'module' });
  const waiting = new Map<number, (answer: Checked) => void>();
  let checks = 0;
  const send = (request: Request) => worker.postMessage(request);
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.kind !== 'checked') return tell(data);
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const message = event.message || 'its script does not load';
    tell({ kind: 'failed', message });
  });
  send({ kind: 'start', backend, corpus });
  return {
    send,
    check: (config) => {
      const id = checks++;
      send({ kind: 'check', id, config });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    close: () => worker.terminate(),
  };
}
