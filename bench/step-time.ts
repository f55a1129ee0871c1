// `make bench`: times a training step of our executors and of PyTorch; README.md says how.
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { UserError } from '../src/errors.ts';
import { codeCommit, packageVersion } from '../src/results/provenance.ts';
import { COMPARISONS, compare, type Measurement } from './measure.ts';
import { parseOptions, type StepTimeOptions } from './options.ts';
import { ensurePeer } from './peer-environment.ts';
import { BATCH } from './shapes.ts';
import { type ComparisonSummary, summarise } from './summary.ts';
import { optimizerTable, shapeLegend, stepTable } from './table.ts';

/** A load average above this says that something else computes. */
const QUIET_LOAD = 0.5;

function say(line: string): void {
  console.error(`bench: ${line}`);
}

/** Processes that were ready to run at the same time, on average over the last minute. */
function otherLoad(): number {
  return os.loadavg()[0]!;
}

/** Everything measured, and what it was measured on. */
function record(
  measurements: readonly Measurement[],
  { shapes }: StepTimeOptions,
  loadBefore: number,
): object {
  return {
    format: 1,
    finishedAt: new Date().toISOString(),
    version: packageVersion(),
    commit: codeCommit(),
    node: process.version,
    machine: {
      processor: os.cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      loadBefore,
    },
    batch: BATCH,
    shapes,
    measurements,
  };
}

function printTables(summaries: readonly ComparisonSummary[]): void {
  const optimizers = optimizerTable(summaries);
  const parts = [
    stepTable(summaries),
    shapeLegend(summaries),
    ...(optimizers === undefined ? [] : [optimizers]),
  ];
  console.log(parts.join('\n\n'));
}

async function main(options: StepTimeOptions): Promise<void> {
  const python = await ensurePeer(cacheFolder(), say);
  const loadBefore = otherLoad();
  if (loadBefore > QUIET_LOAD) {
    say(
      `warning: the machine is busy (load average ${loadBefore.toFixed(1)}). Times will be wrong, ` +
        "PyTorch's most of all: its threads wait for each other after every operation.",
    );
  }
  const measurements: Measurement[] = [];
  const summaries: ComparisonSummary[] = [];
  for (const shape of options.shapes) {
    for (const comparison of COMPARISONS) {
      const measured = await compare(shape, comparison, python, say);
      measurements.push(...measured);
      summaries.push(summarise(shape, comparison, measured));
    }
  }
  printTables(summaries);
  mkdirSync(path.dirname(options.json), { recursive: true });
  const json = JSON.stringify(record(measurements, options, loadBefore), null, 2);
  writeFileAtomic.sync(options.json, `${json}\n`);
  say(`wrote ${options.json}`);
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UserError) {
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
}
