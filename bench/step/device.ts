// `make bench-device`: trains on a GPU and holds its losses to the processor's; README.md says how.
import { startBackend } from '../../src/backend/start.ts';
import { describeSetting, runBenchmark, writeRecord } from '../harness/benchmark.ts';
import { commandOf, takeTurns } from '../harness/contestants.ts';
import { BATCH, type Shape } from '../harness/shapes.ts';
import { largestDifference } from '../harness/statistics.ts';
import { type DeviceOptions, parseDeviceOptions } from './device-options.ts';
import { type DeviceMeasurement, deviceTable } from './device-table.ts';
import { COMPARISONS, type Comparison, withInitialParameters } from './measure.ts';
import { STEP_PROTOCOL } from './protocol.ts';
import { workloadOf } from './workload.ts';

async function measure(
  { backend, steps, compared }: DeviceOptions,
  shape: Shape,
  optimizer: Comparison,
  parametersFile: string,
): Promise<DeviceMeasurement> {
  const workload = workloadOf(shape, optimizer, parametersFile);
  const course = async (name: string, args: string[], count: number, env?: NodeJS.ProcessEnv) => {
    const entrant = { name, command: commandOf('step/ours.ts', '', args), env, workload };
    const title = `${shape.name}, ${optimizer}, ${count} steps`;
    const plan = { rounds: 1, request: { steps: count } };
    const [course] = await takeTurns(title, [entrant], STEP_PROTOCOL, plan);
    return { ready: course!.ready, turn: course!.turns[0]! };
  };
  const executor = backend === 'tensorflow' ? 'graph' : 'eager';
  const device = await course(backend, [executor, 'native', backend], steps);
  // Hides NVIDIA GPUs from CUDA.
  const hidden = { CUDA_VISIBLE_DEVICES: '-1' };
  const processor = await course('the processor', ['graph', 'native'], compared, hidden);
  const lossDifference = largestDifference(
    device.turn.losses.slice(0, compared),
    processor.turn.losses,
  );
  return { shape: shape.name, optimizer, device, processor, lossDifference };
}

await runBenchmark(async () => {
  const options = parseDeviceOptions(process.argv.slice(2));
  const { backend, shapes, compared, json } = options;
  const setting = describeSetting();
  // For the initial parameters alone.
  await startBackend({ backend: 'tensorflow' });
  const measurements: DeviceMeasurement[] = [];
  for (const shape of shapes) {
    await withInitialParameters(shape, async (file) => {
      for (const optimizer of COMPARISONS) {
        measurements.push(await measure(options, shape, optimizer, file));
      }
    });
  }
  console.log(deviceTable(measurements));
  writeRecord(json, setting, { backend, batch: BATCH, shapes, compared, measurements });
});
