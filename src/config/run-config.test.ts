import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyOverride } from './overrides.ts';
import { runConfigSchema } from './run-config.ts';
import { validate } from './validate.ts';
import { loadYaml } from './yaml-file.ts';

const RUNS = 'configs/runs';
const DEMO = join(RUNS, 'demo-adam.yaml');

describe('the run configurations that ship', () => {
  it.each(readdirSync(RUNS))('%s is valid', (name) => {
    const file = join(RUNS, name);
    expect(() => validate(runConfigSchema, loadYaml(file), file)).not.toThrow();
  });
});

describe('what is refused', () => {
  it.each([
    ['model.heads=5', 'model.heads: given 5; must divide dModel'],
    ['model.dModel=65', 'model.dModel: given 65; must be a multiple of 2'],
    ['model.dropout.relu=1', 'model.dropout.relu: given 1'],
    ['model.embedding.sharing=some', '"all"|"source-target"|"none"'],
    ['data.batching.lengths=[16, 8]', 'must rise from each length to the next'],
    ['data.batching.tokens=8', 'must be at least the longest of lengths'],
    ['optimizer.0.link=scaleByMagic', 'optimizer.0.link: given "scaleByMagic"'],
    ['optimizer.0.beta3=1', 'unknown key "beta3"; valid here: link, beta1, beta2, epsilon'],
    ['schedule.name=magic', 'schedule.name: given "magic"'],
    ['protocol=My Protocol', 'must be lower-case letters, digits and hyphens'],
    ['training.steps=0', 'training.steps: given 0'],
  ])('%s', (assignment, message) => {
    const layer = applyOverride(loadYaml(DEMO), assignment);
    expect(() => validate(runConfigSchema, layer, DEMO)).toThrow(message);
  });
});
