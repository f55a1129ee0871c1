// `make bench`: times a training step of our executors and of their peers; README.md says how.
import { startBackend } from '../../src/backend/start.ts';
import { describeSetting, runBenchmark, say, writeRecord } from '../harness/benchmark.ts';
import { ensurePeers } from '../harness/peers.ts';
import { BATCH } from '../harness/shapes.ts';
import { COMPARISONS, compare, type Measurement, withInitialParameters } from './measure.ts';
import { parseOptions } from './options.ts';
import { plotBeside } from './step-plot.ts';
import { summariseAll } from './summary.ts';
import { optimizerTable, shapeLegend, stepTable } from './table.ts';

await runBenchmark(async () => {
  const { shapes, json } = parseOptions(process.argv.slice(2));
  const python = await ensurePeers();
  const setting = describeSetting();
  // For the initial parameters alone.
  await startBackend({ backend: 'tensorflow' });
  const measurements: Measurement[] = [];
  for (const shape of shapes) {
    await withInitialParameters(shape, async (file) => {
      for (const comparison of COMPARISONS) {
        measurements.push(...(await compare(shape, comparison, file, python)));
      }
    });
  }
  const summaries = summariseAll({ shapes, measurements });
  const tables = [stepTable(summaries), shapeLegend(summaries), optimizerTable(summaries)];
  console.log(tables.filter((part) => part !== undefined).join('\n\n'));
  writeRecord(json, setting, { batch: BATCH, shapes, measurements });
  say(`wrote ${await plotBeside(json)}`);
});
