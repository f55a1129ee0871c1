import { expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { keptTensors } from './diagnostics-schema.ts';
import { runConfigParts, runConfigSchema } from './run-config.ts';
import { loadYaml } from './yaml-file.ts';

const { model } = runConfigSchema.parse(loadYaml('configs/runs/demo-adam.yaml').value);

it('the YAML for protocols names tensors that every model has', () => {
  const { diagnostics } = runConfigParts
    .pick({ diagnostics: true })
    .parse(loadYaml('configs/diagnostics/updates.yaml').value);
  expect(keptTensors(diagnostics!, model)).toEqual([
    'embedding/all',
    'encoder/0/self_attention/query',
    'encoder/0/feed_forward/hidden/kernel',
    'decoder/0/self_attention/query',
    'decoder/0/feed_forward/hidden/kernel',
  ]);
});

it('refuses a pattern that fits nothing, and shows what is there', () => {
  const misspelt = () => keptTensors({ every: 1, keep: ['embedding/*', 'encoders/**'] }, model);
  expect(misspelt).toThrow(UserError);
  expect(misspelt).toThrow('"encoders/**" fits no parameter of the model; there are embedding/all');
  expect(misspelt).toThrow('encoder/*/self_attention/query');
});
