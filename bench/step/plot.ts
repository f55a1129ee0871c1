// `make bench-plots`: draws the records of `make bench` again, from their JSON files alone.
import { readdirSync } from 'node:fs';
import { benchFile, runBenchmark, say } from '../harness/benchmark.ts';
import { plotBeside } from './step-plot.ts';

await runBenchmark(async () => {
  for (const name of readdirSync(benchFile('results'))) {
    if (/^step-time.*\.json$/.test(name)) {
      say(`wrote ${await plotBeside(benchFile(`results/${name}`))}`);
    }
  }
});
