import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nvidiaGpuName } from '../../src/backend/processor.ts';
import { startBackend } from '../../src/backend/start.ts';
import { checkoutFolder } from '../../src/platform/checkout.ts';
import { UserError } from '../../src/platform/errors.ts';
import { withTemporaryFolder } from '../../src/platform/temporary-folder.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { BATCH } from '../harness/shapes.ts';
import { deviceTable } from '../step/device-table.ts';
import { driverSearches, findDriver } from './drivers.ts';
import { COMPARED_SENTENCES, measureParts } from './measure-parts.ts';
import { parseBundleOptions } from './options.ts';
import { programCommand } from './program.ts';
import { earlierMeasurements, exitCodeOf, type Measurement, verdict } from './record.ts';

/** Where NVIDIA's driver describes itself, which WebGPU's name for a GPU does not always tell. */
const NVIDIA = '/proc/driver/nvidia';

/** The commit that the bundle was made of. */
function bundleCommit(): string {
  const description: unknown = JSON.parse(
    readFileSync(join(checkoutFolder, 'bundle.json'), 'utf8'),
  );
  return (description as { commit: string }).commit;
}

/** @throws UserError where there is no GPU, and no program that plays one would do */
async function requireDriver(folder: string, software: boolean) {
  const { found, tried } = await findDriver(driverSearches(folder), programCommand('probe'));
  for (const line of tried) say(line);
  if (found !== undefined && (software || !found.software)) return { driver: found, tried };
  throw new UserError(
    "there is no GPU that WebGPU can use. It needs the driver's Vulkan part: a container may lack it " +
      '(NVIDIA_DRIVER_CAPABILITIES=all lets it in). --software takes a program that plays a GPU',
  );
}

async function checkWith(argv: readonly string[], folder: string): Promise<void> {
  const start = performance.now();
  const options = parseBundleOptions(argv);
  const { shapes, steps, compared, sentences, seconds, software, json } = options;
  const batch = { ...BATCH, sentences };
  const comparedBatch = { ...BATCH, sentences: Math.min(COMPARED_SENTENCES, sentences) };
  const commit = bundleCommit();
  const setting = { ...describeSetting(), commit };
  const { driver, tried } = await requireDriver(folder, software);
  // For the initial parameters, and to time the processor.
  await startBackend({ backend: 'wasm' });
  const same = { commit, adapter: driver.adapter, steps, compared, sentences };
  const passed = () => performance.now() - start;
  const measured = (measurements: readonly Measurement[]) =>
    writeRecord(json, setting, {
      ...same,
      software: driver.software,
      ...(existsSync(NVIDIA) ? { nvidia: nvidiaGpuName() } : {}),
      driver: { ...driver.search, tried },
      batch,
      comparedBatch,
      shapes,
      seconds: Math.round(passed() / 1000),
      verdict: verdict(measurements, shapes),
      measurements,
    });
  const measurements = await measureParts({
    shapes,
    steps,
    compared,
    sentences,
    driver: driver.search.env,
    earlier: earlierMeasurements(json, same),
    left: () => seconds * 1000 - passed(),
    measured,
  });
  console.log(deviceTable(measurements, batch, comparedBatch));
  const { parity, problems } = verdict(measurements, shapes);
  console.log(`\nThe GPU's losses are the processor's: ${parity}.`);
  for (const problem of problems) console.log(`- ${problem}`);
  process.exitCode = exitCodeOf({ parity, problems });
}

/**
 * Trains on the machine's GPU through WebGPU, holds its losses to the processor's, and sets the exit
 * code; README.md of `bench` says how.
 */
export function check(argv: readonly string[]): Promise<void> {
  return runBenchmark(() => withTemporaryFolder((folder) => checkWith(argv, folder)));
}
