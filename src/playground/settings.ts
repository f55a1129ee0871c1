import { type Kinds, LINKS, NAMED, type OptimizerName } from 'sublinear-optim';
import { z } from 'zod';
import { linkSchema, namedOptimizerSchema } from '../config/optimizer-schema.ts';
import { runConfigParts } from '../config/run-config.ts';
import { validate } from '../config/validate.ts';
import { loadYaml } from '../config/yaml-file.ts';
import { batchTokens } from '../data/batches.ts';
import { loadExperiment } from '../experiment/definition.ts';
import type { OptionForms, Preset, Protocol, Settings } from './setup.ts';

/*
 * What the page offers, read when it is built from the files that experiments are made of.
 */

/** Rows of Table 1 that the page shows by a name in place of a letter, the paper's four first. */
const ROWS = {
  adam: { row: 'B', label: 'Adam' },
  'adam-without-momentum': { row: 'A', label: 'Adam without momentum' },
  'factored-clipped': { row: 'J', label: 'Factored and clipped' },
  adafactor: { row: 'O', label: 'Adafactor' },
} as const;

/** The presets that are the paper's own. */
export const PAPER_PRESETS: readonly string[] = Object.keys(ROWS);

const TABLE1 = 'experiments/table1.yaml';

/** How the other named optimisers are written. */
const LABELS: Readonly<Record<Exclude<OptimizerName, keyof typeof ROWS>, string>> = {
  sgd: 'Gradient descent',
  momentum: 'Momentum',
  nesterov: 'Nesterov’s momentum',
  adagrad: 'AdaGrad',
  rmsprop: 'RMSProp',
  adamw: 'AdamW',
  sm3: 'SM3',
  adafactorBigVision: 'BigVision’s Adafactor',
  stableAdamw: 'StableAdamW',
  came: 'CAME',
  adamMini: 'Adam-mini',
  slimAdam: 'SlimAdam',
  lion: 'Lion',
  muon: 'Muon',
  scale: 'SCALE',
  sinkgd: 'SinkGD',
  racs: 'RACS',
};

const PROTOCOLS = {
  tiny: { file: 'configs/protocols/playground.yaml', size: 'Tiny' },
  mini: { file: 'configs/protocols/playground-mini.yaml', size: 'Mini' },
} as const;

const OPTIMIZER_PARTS = { optimizer: true, schedule: true } as const;
const presetParts = runConfigParts.pick(OPTIMIZER_PARTS);
const protocolParts = runConfigParts.omit(OPTIMIZER_PARTS);

function rowPresets(): Record<string, Preset> {
  const { rows, arms } = loadExperiment(TABLE1);
  return Object.fromEntries(
    Object.entries(ROWS).map(([key, { row, label }]) => {
      const value = { ...arms.warmup!.config, ...rows[row]!.config };
      const { optimizer, schedule } = presetParts.parse(value);
      return [key, { label, optimizer, schedule }];
    }),
  );
}

function namedPreset(name: string, label: string): Preset {
  const file = `configs/optimizers/${name}.yaml`;
  const { optimizer, schedule } = validate(presetParts, loadYaml(file), file);
  return { label, optimizer, schedule };
}

function presets(): Record<string, Preset> {
  const labels: Readonly<Record<string, string>> = LABELS;
  const others = Object.keys(NAMED).flatMap((name) => {
    const label = labels[name];
    return label === undefined ? [] : [[name, namedPreset(name, label)] as const];
  });
  return { ...rowPresets(), ...Object.fromEntries(others) };
}

/** The texts of a schema's keys, by the member of the union that `key` tells apart. */
function descriptions(schema: z.ZodType, key: string): Record<string, Record<string, string>> {
  type Property = { readonly const?: string; readonly description?: string };
  type Member = { readonly properties: Readonly<Record<string, Property>> };
  const { oneOf } = z.toJSONSchema(schema, { io: 'input' }) as unknown as {
    readonly oneOf: readonly Member[];
  };
  return Object.fromEntries(
    oneOf.map(({ properties }) => [
      properties[key]!.const!,
      Object.fromEntries(
        Object.entries(properties).map(([name, { description }]) => [name, description ?? '']),
      ),
    ]),
  );
}

/** What the page shows of a kind: a page is data, so functions stay here, where the whole is checked. */
const shown = <T>(kind: T): T => JSON.parse(JSON.stringify(kind));

function forms(
  all: Readonly<Record<string, { readonly options: object }>>,
  texts: Record<string, Record<string, string>>,
  first: Kinds<object> = {},
): Record<string, OptionForms> {
  return Object.fromEntries(
    Object.entries(all).map(([name, { options }]) => {
      const kinds = { ...first, ...(options as Kinds<Record<string, unknown>>) };
      const entries = Object.entries(kinds).map(([option, kind]) => [
        option,
        { kind: shown(kind), description: texts[name]![option]! },
      ]);
      return [name, Object.fromEntries(entries)];
    }),
  );
}

function protocols(): Record<string, Protocol> {
  return Object.fromEntries(
    Object.entries(PROTOCOLS).map(([key, { file, size }]) => {
      const config = validate(protocolParts, loadYaml(file), file);
      const { model, data } = config;
      const layers = `${model.encoderLayers}+${model.decoderLayers}`;
      const tokens = batchTokens(data.batching);
      const label = `${size}: ${model.dModel} wide, ${layers} layers, ${tokens} tokens a step`;
      return [key, { label, config }];
    }),
  );
}

/** What there is to choose from. @throws UserError where a configuration that ships is not valid */
export function loadSettings(): Settings {
  return {
    presets: presets(),
    protocols: protocols(),
    links: forms(LINKS, descriptions(linkSchema, 'link')),
    named: forms(NAMED, descriptions(namedOptimizerSchema, 'name'), LINKS.scaleBySchedule.options),
  };
}
