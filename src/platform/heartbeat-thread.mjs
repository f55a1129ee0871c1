// Plain JavaScript: a thread does not inherit the loader that reads TypeScript. It is a thread of its
// own, since one operation of the main thread, such as a training step, may take minutes.
import { parentPort, workerData } from 'node:worker_threads';
import { beat } from './heartbeat.mjs';

const { lease, every } = workerData;

const timer = setInterval(() => {
  let held;
  try {
    held = beat(lease);
  } catch {
    // A disk that fails now may be there again at the next beat.
    return;
  }
  if (held) return;
  clearInterval(timer);
  parentPort.postMessage('lost');
}, every);
