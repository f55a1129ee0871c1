import { InputError } from '../input-error.ts';

/** Lines of text in batches, and what to call them in messages. */
export interface LineSource {
  readonly name: string;
  readonly batches: AsyncIterable<readonly string[]>;
}

/**
 * The first line of every source, then the second of every one, and so on.
 * @throws InputError at the end, with all line counts, when they differ
 */
export async function* lockstep(sources: readonly LineSource[]): AsyncGenerator<string[]> {
  const readers = sources.map(createReader);
  while (true) {
    const lines: string[] = [];
    for (const reader of readers) {
      // Only at the end of a batch is there anything to wait for.
      if (!reader.hasLine() && !(await reader.advance())) continue;
      lines.push(reader.take());
    }
    if (lines.length === 0) return;
    if (lines.length < readers.length) break;
    yield lines;
  }
  const counts: string[] = [];
  for (const [i, reader] of readers.entries()) {
    counts.push(`${sources[i]!.name} has ${await reader.countAll()}`);
  }
  throw new InputError(
    `The numbers of lines differ: ${counts.join(', ')}. Line n of every file must translate ` +
      `segment n.`,
  );
}

function createReader({ batches }: LineSource) {
  const iterator = batches[Symbol.asyncIterator]();
  let batch: readonly string[] = [];
  let position = 0;
  let taken = 0;

  async function advance(): Promise<boolean> {
    const next = await iterator.next();
    batch = next.done ? [] : next.value;
    position = 0;
    return batch.length > 0;
  }

  return {
    hasLine: () => position < batch.length,
    /** Fetches the next batch; false at the end. */
    advance,
    take(): string {
      taken++;
      return batch[position++]!;
    },
    /** All lines of the source, reading on to its end. */
    async countAll(): Promise<number> {
      let count = taken + batch.length - position;
      while (await advance()) count += batch.length;
      return count;
    },
  };
}
