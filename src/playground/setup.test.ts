import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMED, type OptimizerConfig } from 'sublinear-optim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runLayer } from '../config/dataset-config.ts';
import { runConfigSchema } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { defaultSetup } from './address.ts';
import { loadSettings } from './settings.ts';
import { followsSchedule, labelOf, runConfigOf, type Setup } from './setup.ts';

const settings = loadSettings();
const usual = defaultSetup(settings);
const PRESETS = Object.keys(settings.presets);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-playground-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A configuration as the command line reads it from the YAML that the page shows. */
function fromYaml(setup: Setup) {
  const file = join(folder, 'playground.yaml');
  writeFileSync(file, stringify(runConfigOf(setup, 0, settings)));
  return validate(runConfigSchema, runLayer(loadYaml(file)), file);
}

it('offers every named optimiser of the package', () => {
  expect(PRESETS).toEqual(expect.arrayContaining(Object.keys(NAMED)));
});

it('describes every option of every link and optimiser', () => {
  for (const forms of [...Object.values(settings.links), ...Object.values(settings.named)]) {
    for (const { description } of Object.values(forms)) expect(description).not.toBe('');
  }
});

it('survives the way into the page', () => {
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

describe.each(PRESETS)('%s', (preset) => {
  it.each([true, false])('is a run of the command line, warm-up %s', (warmup) => {
    const setup = { ...usual, optimizers: [preset, preset], warmup, steps: 40, seed: 7 } as const;
    expect(fromYaml(setup)).toEqual(runConfigOf(setup, 0, settings));
  });
});

it.each(Object.keys(settings.protocols))('the model %s is one of the command line', (protocol) => {
  const setup = { ...usual, protocol };
  expect(fromYaml(setup).model).toEqual(settings.protocols[protocol]!.config.model);
});

it('takes warm-up away from each kind of schedule', () => {
  const scheduleOf = (preset: string, warmup: boolean) =>
    runConfigOf({ ...usual, optimizers: [preset, preset], warmup }, 0, settings).schedule;
  expect(scheduleOf('adafactor', true)).toEqual({ name: 'paper', warmup: true });
  expect(scheduleOf('adafactor', false)).toEqual({ name: 'paper', warmup: false });
  expect(scheduleOf('sm3', true)).toHaveProperty('warmup');
  expect(scheduleOf('sm3', false)).not.toHaveProperty('warmup');
});

it('takes the steps, the seed and the rate as chosen, and the links put together by hand', () => {
  const optimizer: OptimizerConfig = [
    { link: 'momentum', beta1: 0.5, nesterov: true },
    { link: 'scaleBySchedule', factor: 3 },
  ];
  const setup = { ...usual, optimizers: ['adam', optimizer] as const, steps: 50, seed: 3 };
  const config = runConfigOf({ ...setup, rateMultiplier: 2.5 }, 1, settings);
  expect(config.optimizer).toEqual(optimizer);
  expect(config.training).toMatchObject({ steps: 50, seed: 3, rateMultiplier: 2.5 });
  expect(labelOf(optimizer, settings)).toBe('a chain by hand');
});

it('knows a chain that no rate reaches', () => {
  expect(followsSchedule([{ link: 'clipByBlockRms', threshold: 1 }])).toBe(false);
  const links = [{ link: 'scaleBySchedule', factor: 1 } as const];
  expect(followsSchedule([{ link: 'partition', parts: [{ of: 'others', links }] }])).toBe(true);
  expect(PRESETS.map((key) => followsSchedule(settings.presets[key]!.optimizer))).not.toContain(
    false,
  );
});
