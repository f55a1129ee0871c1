import { Tinypool } from 'tinypool';

/** Blocks that wait for a worker, or for their turn, for each worker. */
const BLOCKS_AHEAD = 3;

/**
 * Starts threads that do one kind of work on blocks.
 *
 * @param name which function of `workers.mjs` does the work
 * @param settings what its module reads as `Tinypool.workerData`
 */
export function startWorkers(
  name: 'cleanBlock' | 'encodeBlock',
  settings: unknown,
  threads: number,
) {
  const pool = new Tinypool({
    filename: new URL('./workers.mjs', import.meta.url).href,
    name,
    workerData: settings,
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
  });
  return {
    /**
     * The results of all `blocks` in their order, whichever worker is done first. Few blocks are in
     * memory at a time.
     */
    async *map<Block, Result>(blocks: AsyncIterable<Block>): AsyncGenerator<Result> {
      const running: Promise<Result>[] = [];
      try {
        for await (const block of blocks) {
          const result = pool.run(block) as Promise<Result>;
          // It is awaited in its turn; until then nobody else looks after its failure.
          result.catch(() => {});
          running.push(result);
          if (running.length >= threads * BLOCKS_AHEAD) yield await running.shift()!;
        }
        while (running.length > 0) yield await running.shift()!;
      } finally {
        await Promise.allSettled(running);
      }
    },
    close: () => pool.destroy(),
  };
}
