import { runConfigSchema } from '../../src/config/run-config.ts';
import { loadYaml } from '../../src/config/yaml-file.ts';
import type { Cell, RunResult } from '../../src/results/result.ts';

const CHECKSUM = '0'.repeat(64);

/** What a test may choose about a result. */
export type ExampleChoices = {
  readonly cell?: Cell;
  readonly seed?: number;
  /** Undefined for a run that diverged. */
  readonly bleu?: number | undefined;
  readonly logPerplexity?: number;
  readonly protocol?: string;
};

/** A made-up result for tests of what reads results; no run gave these numbers. */
export function exampleResult(choices: ExampleChoices = {}): RunResult {
  const { seed = 1, logPerplexity = 1.5, protocol = 'demo' } = choices;
  const bleu = 'bleu' in choices ? choices.bleu : 50;
  const { cell = { experiment: 'table1', row: 'A', arm: 'warmup' } } = choices;
  const config = runConfigSchema.parse(loadYaml('configs/runs/demo-adam.yaml').value);
  return {
    format: 1,
    cell,
    status: bleu === undefined ? 'diverged' : 'completed',
    config: { ...config, protocol, training: { ...config.training, seed } },
    provenance: {
      version: '0.0.0',
      commit: 'unknown',
      node: 'v20.0.0',
      backend: {
        name: 'tensorflow',
        device: 'a processor',
        threads: 1,
        tfjs: '4.22.0',
        library: 'TensorFlow 2.21.0',
        reason: 'asked for',
      },
      executor: 'graph',
      data: {
        name: 'builtin',
        pairs: { train: 20_000, dev: 500, test: 500 },
        checksums: { train: CHECKSUM, dev: CHECKSUM, test: CHECKSUM },
        tooLong: 0,
      },
      vocabulary: { size: 1500, checksum: CHECKSUM },
    },
    parameters: 330_000,
    optimizerState: { elements: 330_000, bytes: 1_320_000 },
    training: {
      steps: 2,
      sourceTokens: 100,
      targetTokens: 120,
      losses: [{ step: 2, loss: 5 }],
    },
    dev: [{ step: 2, logPerplexity }],
    ...(bleu === undefined
      ? {}
      : {
          test: {
            bleu: {
              score: bleu,
              precisions: [80, 60, 40, 30],
              brevityPenalty: 1,
              systemLength: 100,
              referenceLength: 100,
              signature: 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0',
            },
          },
        }),
    timing: {
      finishedAt: '2026-01-01T00:00:00.000Z',
      trainingSeconds: 10,
      tokensPerSecond: 22,
      testSeconds: 1,
      peakMemoryBytes: 1_000_000,
    },
  };
}
