// `make bench-device`: trains on a GPU and holds its losses to the processor's; README.md says how.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import { UserError } from '../src/errors.ts';
import { codeCommit, packageVersion } from '../src/results/provenance.ts';
import { writeWholeFile } from '../src/whole-file.ts';
import { asContestant } from './contestant.ts';
import { type DeviceOptions, parseDeviceOptions } from './device-options.ts';
import { commandOf, type LineProcess, startLineProcess } from './line-process.ts';
import { COMPARISONS, type Comparison } from './measure.ts';
import type { Ready, Turn } from './protocol.ts';
import { BATCH, type Shape } from './shapes.ts';
import { largestDifference, spread } from './statistics.ts';
import { workloadOf } from './workload.ts';

/** What one device did with one workload. */
type Course = { readonly ready: Ready; readonly turn: Turn };

type DeviceMeasurement = {
  readonly shape: string;
  readonly optimizer: Comparison;
  readonly device: Course;
  readonly processor: Course;
  /** Of the losses of the steps that both took, the largest difference over the processor's. */
  readonly lossDifference: number;
};

/** Tokens of source and target in a step. */
const TOKENS = 2 * BATCH.sentences * BATCH.length;

function say(line: string): void {
  console.error(`bench: ${line}`);
}

async function course(
  name: string,
  process: LineProcess,
  shape: Shape,
  optimizer: Comparison,
  steps: number,
): Promise<Course> {
  say(`${shape.name}, ${optimizer}: ${steps} steps on ${name}`);
  const contestant = await asContestant(process, workloadOf(shape, optimizer));
  try {
    return { ready: contestant.ready, turn: await contestant.turn(steps) };
  } finally {
    await contestant.stop();
  }
}

async function measure(
  { backend, steps, compared }: DeviceOptions,
  shape: Shape,
  optimizer: Comparison,
): Promise<DeviceMeasurement> {
  const executor = backend === 'tensorflow' ? 'graph' : 'eager';
  const ours = commandOf('ours.ts', '');
  const onDevice = startLineProcess(backend, [...ours, executor, backend]);
  const device = await course(backend, onDevice, shape, optimizer, steps);
  // Hides NVIDIA GPUs from CUDA.
  const hidden = { CUDA_VISIBLE_DEVICES: '-1' };
  const onProcessor = startLineProcess('the processor', [...ours, 'graph', 'tensorflow'], hidden);
  const processor = await course('the processor', onProcessor, shape, optimizer, compared);
  const lossDifference = largestDifference(
    device.turn.losses.slice(0, compared),
    processor.turn.losses,
  );
  return { shape: shape.name, optimizer, device, processor, lossDifference };
}

function row({ shape, optimizer, device, processor, lossDifference }: DeviceMeasurement): string[] {
  const { median, least, most } = spread(device.turn.stepMs);
  const reference = spread(processor.turn.stepMs).median;
  return [
    shape,
    optimizer,
    device.ready.device ?? '',
    median.toFixed(1),
    `${least.toFixed(1)} to ${most.toFixed(1)}`,
    ((TOKENS * 1000) / median).toFixed(0),
    reference.toFixed(1),
    lossDifference.toExponential(1),
    String(device.turn.losses.at(-1) ?? 'no number'),
  ];
}

const HEADER = [
  'shape',
  'optimiser',
  'device',
  'ms a step',
  'range',
  'tokens/s',
  'ms a step, processor',
  'largest relative difference of losses',
  'last loss',
];

async function main(options: DeviceOptions): Promise<void> {
  const measurements: DeviceMeasurement[] = [];
  for (const shape of options.shapes) {
    for (const optimizer of COMPARISONS) {
      measurements.push(await measure(options, shape, optimizer));
    }
  }
  console.log(markdownTable([HEADER, ...measurements.map(row)]));
  mkdirSync(path.dirname(options.json), { recursive: true });
  const record = {
    format: 1,
    finishedAt: new Date().toISOString(),
    version: packageVersion(),
    commit: codeCommit(),
    node: process.version,
    batch: BATCH,
    shapes: options.shapes,
    compared: options.compared,
    measurements,
  };
  writeWholeFile(options.json, [`${JSON.stringify(record, null, 2)}\n`]);
  say(`wrote ${options.json}`);
}

try {
  await main(parseDeviceOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UserError) {
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
}
