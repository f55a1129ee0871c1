import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exampleResult } from '../../test/support/example-result.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { keptTensors } from '../config/diagnostics-schema.ts';
import type { RunConfig } from '../config/run-config.ts';
import { parameterNames } from '../model/parameters.ts';
import type { RunResult } from '../results/result.ts';
import { writeResult } from '../results/store.ts';
import { summariseDiagnostics } from '../train/diagnostics.ts';
import { planExperiment } from './plan.ts';

/** Results are committed, and people read the differences between them. */
const MOST_BYTES = 60_000;

const folder = temporaryFolder();

const stepsOf = (steps: number, every: number) =>
  Array.from({ length: Math.floor(steps / every) }, (_, i) => every * (i + 1));

/** Of a tensor at one step, with as many digits as measurements have. */
const VALUE = 0.0123456;

/** A made-up result of `config` that has all that such a run can measure. */
function fullResult({ model, training, diagnostics, ...config }: RunConfig): RunResult {
  const names = parameterNames(model);
  const column = names.map(() => VALUE);
  const { steps, logEvery, evaluateEvery } = training;
  const axes = { rowSignalToNoise: column, columnSignalToNoise: column };
  const example = exampleResult();
  return {
    ...example,
    config: { model, training, diagnostics, ...config },
    training: {
      ...example.training,
      losses: stepsOf(steps, logEvery).map((step) => ({ step, loss: 4.123456789 })),
    },
    dev: stepsOf(steps, evaluateEvery).map((step) => ({ step, logPerplexity: 2.1234567890123 })),
    ...(diagnostics && {
      diagnostics: summariseDiagnostics(
        stepsOf(steps, diagnostics.every).map((step) => ({
          step,
          unscaledRms: column,
          updateRms: column,
          parameterRms: column,
          gradientNorm: column,
          clippedShare: column,
          ...(diagnostics.axes && axes),
        })),
        names,
        keptTensors(diagnostics, model),
      ),
    }),
  };
}

const FILES = readdirSync('experiments').filter((name) => name.endsWith('.yaml'));

it.each(FILES)(`the largest result of %s has at most ${MOST_BYTES} bytes`, (name) => {
  const { runs } = planExperiment(join('experiments', name));
  const shapes = new Map(
    runs.map(({ config }) => [
      JSON.stringify([config.model, config.training.steps, config.diagnostics]),
      config,
    ]),
  );
  for (const config of shapes.values()) {
    const path = join(folder(), 'result.json');
    writeResult(path, { result: fullResult(config) });
    expect(statSync(path).size).toBeLessThanOrEqual(MOST_BYTES);
  }
});
