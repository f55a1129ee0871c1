// Plain JavaScript: a thread does not inherit the loader that reads TypeScript.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

const { signal } = workerData;

// Whoever waits for a batch must learn that there will be none, even where nothing below loads.
process.on('exit', () => {
  Atomics.store(signal, 1, 1);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
});

register();
await import('./prefetch-worker.ts');
