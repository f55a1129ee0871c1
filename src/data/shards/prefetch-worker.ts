/** Reads batches of a prepared corpus ahead of need, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../platform/errors.ts';
import type { PrefetchReply, PrefetchSettings } from './prefetch.ts';
import { shardBatches } from './shard-batches.ts';

const { config, port, signal } = workerData as PrefetchSettings;
const source = shardBatches(config);

function reply(message: PrefetchReply): void {
  const buffers =
    'batch' in message
      ? [message.batch.source, message.batch.targetInput, message.batch.targetOutput].map(
          (ids) => ids.buffer as ArrayBuffer,
        )
      : [];
  port.postMessage(message, buffers);
  // The reader sleeps on this number.
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

port.on('message', (position: number) => {
  try {
    reply({ position, batch: source.batch(position) });
  } catch (error) {
    const { message } = error as Error;
    reply({ position, problem: message, users: error instanceof UserError });
  }
});

parentPort!.postMessage('ready');
