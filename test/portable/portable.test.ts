import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { notPortable } from '../../src/backend/numerics.ts';
import { describeProcessor } from '../../src/backend/processor.ts';
import type { Processor } from '../../src/backend/processor-schema.ts';

/** What `train.ts` prints, and by threads what it printed when the file was made. */
type Printed = {
  readonly processor: Processor;
  readonly losses: Readonly<Record<string, readonly number[]>>;
};
type Committed = Readonly<Record<string, Printed>>;

const COMMITTED = JSON.parse(
  readFileSync(new URL('losses.vectors.json', import.meta.url), 'utf8'),
) as Committed;

const STEPS = 30;

async function trainHere(threads: string): Promise<Printed> {
  const script = new URL('train.ts', import.meta.url).pathname;
  const argv = ['--import', 'tsx', script, String(STEPS), threads];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as Printed;
}

/** What of this machine's processor is not that of the machine that made the committed losses. */
function differences(there: Processor): string {
  const here = describeProcessor();
  const differing = (Object.keys(here) as (keyof Processor)[]).filter(
    (key) => JSON.stringify(here[key]) !== JSON.stringify(there[key]),
  );
  return differing
    .map((key) => `${key} ${JSON.stringify(here[key])} here, ${JSON.stringify(there[key])} there`)
    .join('; ');
}

const obstacle = notPortable(describeProcessor());
const why = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;

it.skipIf(obstacle !== undefined).each(Object.entries(COMMITTED))(
  `30 steps on %s thread(s) give the committed losses, bit for bit${why}`,
  async (threads, { processor, losses }) => {
    const found = await trainHere(threads);
    expect(found.losses, `processors differ in: ${differences(processor) || 'nothing'}`).toEqual(
      losses,
    );
  },
  300_000,
);
