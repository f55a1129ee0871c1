import { expect, it } from 'vitest';
import { planExperiment } from '../experiment/plan.ts';
import { type RunConfig, runConfigSchema } from './run-config.ts';
import { isRelative, stepSizeMultiplier } from './step-size.ts';
import { loadYaml } from './yaml-file.ts';

const RULE = 'sqrt(512/dModel)';

/** A run of width 128 whose multiplier is 3. */
function config(change: Partial<RunConfig>): RunConfig {
  const { value } = loadYaml('configs/runs/demo-adam.yaml');
  const base = runConfigSchema.parse(value);
  return runConfigSchema.parse({
    ...base,
    model: { ...base.model, dModel: 128 },
    training: { ...base.training, rateMultiplier: 3, widthRule: RULE },
    ...change,
  });
}

it.each<[string, RunConfig['optimizer']]>([
  ['a list of links', [{ link: 'scaleBySchedule', factor: 100 }]],
  ['Adam', { name: 'adam', factor: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-9 }],
])('absolute steps are as large as in a model of 512 times sqrt(512/d): %s', (_name, optimizer) => {
  expect(stepSizeMultiplier(config({ optimizer }))).toBeCloseTo(3 * 2, 12);
});

it('relative steps are not, by link or by name', () => {
  const links = [
    { link: 'scaleByParameterRms', epsilon2: 1e-3 },
    { link: 'scaleBySchedule', factor: 1 },
  ] as const;
  const adafactor = config({ optimizer: { name: 'adafactor' } as RunConfig['optimizer'] });
  expect(stepSizeMultiplier(config({ optimizer: [...links] }))).toBe(3);
  expect(stepSizeMultiplier(adafactor)).toBe(3);
  const absolute = { name: 'adafactor', relativeStep: false } as RunConfig['optimizer'];
  expect(stepSizeMultiplier(config({ optimizer: absolute }))).toBeCloseTo(6, 12);
});

it("Vaswani's schedule has the width in itself", () => {
  const schedule = { name: 'vaswani', warmupSteps: 4000 } as const;
  expect(stepSizeMultiplier(config({ schedule }))).toBe(3);
});

it('no rule, and the width of the paper, change nothing', () => {
  const { training, model } = config({});
  const { widthRule: _, ...without } = training;
  expect(stepSizeMultiplier(config({ training: without }))).toBe(3);
  expect(stepSizeMultiplier(config({ model: { ...model, dModel: 512 } }))).toBe(3);
});

it("of the paper's Table 2, rows O and P alone are relative", () => {
  const { runs } = planExperiment('experiments/table2.yaml');
  const relative = runs.filter(({ config }) => isRelative(config.optimizer));
  expect(new Set(relative.map(({ cell }) => cell.row))).toEqual(new Set(['O', 'P']));
});
