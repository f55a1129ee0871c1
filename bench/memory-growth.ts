// `make bench-memory`: whether memory grows while a model trains; README.md says how.
import * as tf from '@tensorflow/tfjs-core';
import { markdownTable } from 'markdown-table';
import { startBackend } from '../src/backend/start.ts';
import { benchmarkParser, chosenConfig, withConfig } from './arguments.ts';
import { describeSetting, runBenchmark, say, writeRecord } from './benchmark.ts';
import { loadTrainingData, trainOnGraph } from './training-setup.ts';

/** Steps from one look at memory to the next. */
const EVERY = 100;

/** What the process held after a step. */
type Sample = {
  readonly step: number;
  readonly residentBytes: number;
  /** Tensors that TensorFlow.js keeps for us. */
  readonly tensors: number;
};

function takeSample(step: number): Sample {
  const residentBytes = process.memoryUsage.rss();
  return { step, residentBytes, tensors: tf.memory().numTensors };
}

/** The most that memory rises from one sample to a later one, as a part of the earlier. */
function growth(samples: readonly Sample[]): number {
  const rises = samples.flatMap((earlier, i) =>
    samples.slice(i + 1).map((later) => later.residentBytes / earlier.residentBytes - 1),
  );
  return Math.max(0, ...rises);
}

function printTable(samples: readonly Sample[]): void {
  const rows = samples.map(({ step, residentBytes, tensors }) => [
    String(step),
    (residentBytes / 1e6).toFixed(1),
    String(tensors),
  ]);
  const header = ['step', 'resident memory, MB', 'tensors'];
  console.log(markdownTable([header, ...rows], { align: header.map(() => 'r') }));
  console.log(
    `\nThe most that it rose from one look to a later one: ${(100 * growth(samples)).toFixed(2)}%`,
  );
}

await runBenchmark(async () => {
  const usage = `Trains on the graph executor and looks at resident memory every ${EVERY} steps.`;
  const parser = benchmarkParser('memory-growth', usage, process.argv.slice(2));
  const args = withConfig(parser, 'memory.yaml').parseSync();
  const config = chosenConfig(args);
  const setting = describeSetting();
  const backend = await startBackend({ backend: 'tensorflow' });
  const samples: Sample[] = [];
  const executor = await trainOnGraph(config, await loadTrainingData(config), (step) => {
    if (step % EVERY !== 0) return;
    samples.push(takeSample(step));
    say(`step ${step} of ${config.training.steps}`);
  });
  executor.dispose();
  printTable(samples);
  writeRecord(args.json, setting, { backend, config, growth: growth(samples), samples });
});
