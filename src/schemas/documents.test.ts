import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exampleResult } from '../../test/support/example-result.ts';
import { type RunResult, resultSchema } from '../results/result.ts';
import { type JsonSchema, schemaDocuments, schemaText } from './documents.ts';

const documents = schemaDocuments();

const schemaOf = (name: string): JsonSchema => JSON.parse(schemaText(documents[name]!));

/** The files below `folder`, and below that again, whose paths there match `pattern`. */
const filesBelow = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => join(folder, path));

const STRICT = { strict: true, strictTypes: false, allErrors: true } as const;

function validator(ajv: Ajv, name: string): ValidateFunction {
  addFormats.default(ajv);
  return ajv.compile(schemaOf(name));
}

/** What an independent validator has against `value`. */
function complaints(validate: ValidateFunction, value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The properties that nothing is said about. */
function undescribed(schema: JsonSchema, path = ''): string[] {
  const members = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [
    ...members.flatMap((member) => undescribed(member, path)),
    ...(typeof schema.items === 'object'
      ? undescribed(schema.items as JsonSchema, `${path}[]`)
      : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) => [
      // A group of properties may speak through them, and a constraint says nothing of its own.
      ...(Object.keys(property).length > 0 &&
      property.description === undefined &&
      property.properties === undefined &&
      property.$ref === undefined
        ? [`${path}.${key}`]
        : []),
      ...undescribed(property, `${path}.${key}`),
    ]),
  ];
}

it.each(Object.keys(documents))('schemas/%s is what the code says; make schemas', (name) => {
  expect(readFileSync(`schemas/${name}`, 'utf8')).toBe(schemaText(documents[name]!));
});

describe('the schema of results', () => {
  const validate = validator(new Ajv2020(STRICT), 'result.schema.json');

  it('allows every result that is kept here', () => {
    const files = filesBelow('results', /^[^/]+\/[^/]+\/[^/]+-s-?\d+\.json$/);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(complaints(validate, JSON.parse(readFileSync(file, 'utf8'))), file).toEqual([]);
    }
  });

  it('allows a run that diverged, and one outside of any experiment', () => {
    const { cell: _, ...single } = exampleResult();
    expect(complaints(validate, single)).toEqual([]);
    expect(complaints(validate, exampleResult({ bleu: undefined }))).toEqual([]);
  });

  const { bleu } = exampleResult().test!;

  /** With everything that a configuration may ask for. */
  const COMPLETE: RunResult = {
    ...exampleResult(),
    devBleu: [{ step: 2, bleu }],
    averages: { polyak: { logPerplexity: 1.25, bleu } },
    best: { step: 1, logPerplexity: 1.25, bleu },
  };

  type Change = readonly [what: string, result: unknown];

  /** `value` with each of its parts changed in turn: left out, of another type, or added to. */
  function changes(value: unknown, path = ''): Change[] {
    if (typeof value === 'number')
      return [
        [`${path} as text`, `${value}`],
        [`${path} negative`, -1 - value],
      ];
    if (typeof value === 'string')
      return [
        [`${path} as a number`, 1],
        [`${path} empty`, ''],
      ];
    if (typeof value !== 'object' || value === null) return [];
    const within = Object.entries(value).flatMap(([key, part]) => {
      const put = (changed: unknown) =>
        Array.isArray(value)
          ? value.map((item, i) => (String(i) === key ? changed : item))
          : { ...value, [key]: changed };
      return changes(part, `${path}/${key}`).map<Change>(([what, changed]) => [what, put(changed)]);
    });
    if (Array.isArray(value)) return [[`${path} not a list`, { 0: value[0] }], ...within];
    return [
      [`${path} with another key`, { ...value, another: 1 }],
      ...Object.keys(value).map<Change>((key) => {
        const { [key]: _, ...rest } = value as Record<string, unknown>;
        return [`${path}/${key} left out`, rest];
      }),
      ...within,
    ];
  }

  it('allows and refuses what reading a result does, whatever part of one is changed', () => {
    const all = changes(JSON.parse(JSON.stringify(COMPLETE)));
    const refused = all.filter(([what, result]) => {
      const { success } = resultSchema.safeParse(result);
      expect(validate(result), what).toBe(success);
      return !success;
    });
    expect(all.length).toBeGreaterThan(300);
    expect(refused.length).toBeGreaterThan(200);
  });

  it('says of every number what it is, and in which unit', () => {
    const { properties, $defs } = schemaOf('result.schema.json');
    // The configuration is described where a person writes it.
    const { config: _, ...described } = properties!;
    const parts = [
      { properties: described },
      ...Object.values($defs as Record<string, JsonSchema>),
    ];
    expect(parts.flatMap((part) => undescribed(part))).toEqual([]);
  });
});

describe('the schema of configuration files', () => {
  const validate = validator(new Ajv(STRICT), 'config.schema.json');

  it('describes every key', () => {
    const { $defs = {}, ...root } = schemaOf('config.schema.json');
    const parts = [root, ...Object.values($defs as Record<string, JsonSchema>)];
    expect(parts.flatMap((part) => undescribed(part))).toEqual([]);
  });

  // What is in configs/launchers is no part of a run.
  const files = filesBelow('configs', /\.yaml$/).filter((file) => !file.includes('launchers'));

  it.each(files)('allows %s', (file) => {
    expect(complaints(validate, parse(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['an unknown key', { training: { stepz: 1 } }, '/training must NOT have additional properties'],
    ['a value of another type', { training: { steps: '1' } }, '/training/steps must be integer'],
    ['a link with half its options', { optimizer: [{ link: 'scaleByAdam' }] }, '/optimizer'],
    ['an unknown optimiser', { optimizer: { name: 'adammm' } }, '/optimizer'],
  ])('refuses %s', (_what, value, complaint) => {
    expect(complaints(validate, value).join('\n')).toContain(complaint);
  });

  it('allows a part of a mapping, to be laid over the rest', () => {
    expect(complaints(validate, { evaluation: { search: { beamSize: 4 } } })).toEqual([]);
    expect(complaints(validate, { optimizer: { name: 'adam' } })).toEqual([]);
  });
});
