import { once } from 'node:events';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { TokenBatch } from '../../model/batch.ts';
import { UserError } from '../../platform/errors.ts';
import type { BatchSource } from '../batch-source.ts';
import { type ShardBatchesConfig, shardBatches } from './shard-batches.ts';

/** Batches that are read ahead. A few make up for one that takes long. */
const BATCHES_AHEAD = 8;

/** What the reading thread starts with. */
export type PrefetchSettings = {
  readonly config: ShardBatchesConfig;
  readonly port: MessagePort;
  /** How many replies there have been, and whether the thread has ended. */
  readonly signal: Int32Array<SharedArrayBuffer>;
};

/** What it says of a position that it was asked for. */
export type PrefetchReply =
  | { readonly position: number; readonly batch: TokenBatch }
  | {
      readonly position: number;
      readonly problem: string;
      /** Whether it is the user who can put it right. */
      readonly users: boolean;
    };

/**
 * `shardBatches`, read ahead by a thread of its own: while a training step computes, the next batches
 * are read, so that a step finds its batch ready. It waits for a batch that is not, and does so
 * without the event loop, which a training loop may never return to.
 */
export async function prefetchedShardBatches(
  config: ShardBatchesConfig,
): Promise<BatchSource & { readonly tooLong: number }> {
  // Opened here, too: what is wrong with the shards shows at once, and sizes are known.
  const { batchesPerEpoch, tooLong, close: closeShards } = shardBatches(config);
  closeShards();
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(8));
  const settings: PrefetchSettings = { config, port: port2, signal };
  const worker = new Worker(new URL('./prefetch-worker.mjs', import.meta.url), {
    workerData: settings,
    transferList: [port2],
  });
  // A thread that is still starting may need this one; from here on it needs nobody.
  await once(worker, 'message');
  worker.unref();
  port1.unref();
  const ready = new Map<number, PrefetchReply>();
  let asked = { from: 0, to: 0 };

  const receive = () => {
    for (
      let message = receiveMessageOnPort(port1);
      message;
      message = receiveMessageOnPort(port1)
    ) {
      const reply = message.message as PrefetchReply;
      if (reply.position >= asked.from && reply.position < asked.to)
        ready.set(reply.position, reply);
    }
  };

  /** Asks for `position` and those after it, once each. */
  const ask = (position: number) => {
    const inOrder = position > asked.from && position <= asked.to;
    const from = inOrder ? asked.to : position;
    if (!inOrder) ready.clear();
    for (const old of ready.keys()) if (old < position) ready.delete(old);
    asked = { from: position, to: position + BATCHES_AHEAD };
    for (let next = from; next < asked.to; next++) port1.postMessage(next);
  };

  return {
    batchesPerEpoch,
    tooLong,
    batch: (position) => {
      ask(position);
      for (;;) {
        const seen = Atomics.load(signal, 0);
        const ended = Atomics.load(signal, 1) === 1;
        receive();
        const reply = ready.get(position);
        if (reply !== undefined) {
          ready.delete(position);
          if ('batch' in reply) return reply.batch;
          throw reply.users ? new UserError(reply.problem) : new Error(reply.problem);
        }
        if (ended) throw new Error('the thread that reads batches has ended unexpectedly');
        Atomics.wait(signal, 0, seen);
      }
    },
    close: () => {
      port1.close();
      void worker.terminate();
    },
  };
}
