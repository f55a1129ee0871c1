// `make bench`: times a training step of our executors and of PyTorch; README.md says how.
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { describeSetting, runBenchmark, say, writeRecord } from './benchmark.ts';
import { COMPARISONS, compare, type Measurement } from './measure.ts';
import { parseOptions } from './options.ts';
import { ensurePeer } from './peer-environment.ts';
import { BATCH } from './shapes.ts';
import { plotBeside } from './step-plot.ts';
import { type ComparisonSummary, summarise } from './summary.ts';
import { optimizerTable, shapeLegend, stepTable } from './table.ts';

function printTables(summaries: readonly ComparisonSummary[]): void {
  const optimizers = optimizerTable(summaries);
  const parts = [
    stepTable(summaries),
    shapeLegend(summaries),
    ...(optimizers === undefined ? [] : [optimizers]),
  ];
  console.log(parts.join('\n\n'));
}

await runBenchmark(async () => {
  const { shapes, json } = parseOptions(process.argv.slice(2));
  const python = await ensurePeer(cacheFolder(), say);
  const setting = describeSetting();
  const measurements: Measurement[] = [];
  const summaries: ComparisonSummary[] = [];
  for (const shape of shapes) {
    for (const comparison of COMPARISONS) {
      const measured = await compare(shape, comparison, python, say);
      measurements.push(...measured);
      summaries.push(summarise(shape, comparison, measured));
    }
  }
  printTables(summaries);
  writeRecord(json, setting, { batch: BATCH, shapes, measurements });
  say(`wrote ${await plotBeside(json)}`);
});
