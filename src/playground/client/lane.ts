import type { Reply, Request, StateSize } from '../messages.ts';
import type { BackendChoice } from '../setup.ts';

/** One of the page's two workers. */
export type Lane = {
  send(request: Request): void;
  /** What the optimiser of a configuration would keep, or why it cannot be trained. */
  check(config: unknown): Promise<StateSize | { readonly problem: string }>;
  /** Ends the worker, and frees what it holds. */
  close(): void;
};

/**
 * Starts a worker.
 *
 * @param tell told of its replies, the answers to `check` excepted
 */
export function openLane(
  backend: BackendChoice,
  corpus: string,
  tell: (reply: Exclude<Reply, { kind: 'checked' }>) => void,
): Lane {
  const worker = new Worker(new URL('worker.js', document.baseURI), { type: 'module' });
  const waiting = new Map<number, (answer: StateSize | { readonly problem: string }) => void>();
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
      const answer = new Promise<StateSize | { readonly problem: string }>((resolve) => {
        waiting.set(id, resolve);
      });
      send({ kind: 'check', id, config });
      return answer;
    },
    close: () => worker.terminate(),
  };
}
