import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeProcessor } from '../../src/backend/processor.ts';
import { writeWholeFile } from '../../src/platform/atomic-write.ts';
import { UserError } from '../../src/platform/errors.ts';
import { codeIdentity } from '../../src/results/provenance.ts';

/** A load average above this says that something else computes. */
const QUIET_LOAD = 0.5;

/** Shows a line of progress. */
export function say(line: string): void {
  console.error(`bench: ${line}`);
}

/** The path of a file of `bench`, relative to the working directory. */
export function benchFile(name: string): string {
  return path.relative('.', fileURLToPath(new URL(`../${name}`, import.meta.url)));
}

/**
 * What a benchmark runs on: taken before it starts, so that the load is that of others. Says so
 * where the machine is too busy for times to be right.
 */
export function describeSetting() {
  const loadBefore = os.loadavg()[0]!;
  if (loadBefore > QUIET_LOAD) {
    say(
      `warning: the machine is busy (load average ${loadBefore.toFixed(1)}). Times will be wrong, ` +
        "PyTorch's most of all: its threads wait for each other after every operation.",
    );
  }
  const { name: processor, ...details } = describeProcessor();
  return {
    ...codeIdentity(),
    machine: {
      processor,
      ...details,
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      /** Processes that were ready to run at the same time, on average over the minute before. */
      loadBefore,
    },
  };
}

type Setting = ReturnType<typeof describeSetting>;

/** Writes everything measured, and what it was measured on, to `file`. */
export function writeRecord(file: string, setting: Setting, measured: object): void {
  const record = { format: 1, finishedAt: new Date().toISOString(), ...setting, ...measured };
  writeWholeFile(file, [`${JSON.stringify(record, null, 2)}\n`]);
  say(`wrote ${file}`);
}

/** Runs a benchmark's `main`; a user's mistake is one line, and exit code 2. */
export async function runBenchmark(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof UserError) {
      console.error(`error: ${error.message}`);
      process.exitCode = 2;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  }
}
