import { createInterface } from 'node:readline';

function answer(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** What a contestant is asked in a turn. */
export type TurnRequest = {
  readonly steps: number;
  /** Milliseconds after which no further step is begun; without it all are taken. */
  readonly withinMs?: number;
};

/** What a contestant says of itself once it is ready, and what takes a turn. */
type Prepared<Ready, Turn> = {
  readonly ready: Ready;
  /** Its peak memory is added by `serve`. */
  turn(request: TurnRequest): Promise<Omit<Turn, 'peakMemoryBytes'>>;
};

/** Runs a contestant of ours: reads its workload, and takes its turns. See `Protocol`. */
export async function serve<Workload, Ready extends object, Turn extends object>(
  prepare: (workload: Workload) => Promise<Prepared<Ready, Turn>>,
): Promise<void> {
  let prepared: Prepared<Ready, Turn> | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (prepared === undefined) {
      prepared = await prepare(message);
      answer(prepared.ready);
    } else {
      const turn = await prepared.turn(message);
      // Node counts it in kibibytes.
      answer({ ...turn, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 });
    }
  }
}
