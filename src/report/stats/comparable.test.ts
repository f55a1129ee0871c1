import { describe, expect, it } from 'vitest';
import { exampleStored } from '../../../test/support/example-stored.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { loadExperiment } from '../../experiment/definition.ts';
import { planExperiment } from '../../experiment/plan.ts';
import type { StoredResult } from '../../experiment/stored-result.ts';
import { requireComparable } from './comparable.ts';

/** `stored` with other settings. */
function changed(stored: StoredResult, change: (config: RunConfig) => object): StoredResult {
  const { config } = stored.result;
  return { ...stored, result: { ...stored.result, config: { ...config, ...change(config) } } };
}

const TABLE = loadExperiment('experiments/table1.yaml');
const one = exampleStored('A', 'warmup', 50);

it.each([
  ['training.steps', (config: RunConfig) => ({ training: { ...config.training, steps: 100 } })],
  ['model.dModel', (config: RunConfig) => ({ model: { ...config.model, dModel: 32 } })],
])('results of one protocol by name, but not by its %s, are refused', (path, change) => {
  const other = changed(exampleStored('G', 'none', 50), change);
  const found = () => requireComparable(TABLE, [one, other]);
  expect(found).toThrow('A-warmup-s1.json and table1/demo/G-none-s1.json cannot share a table');
  expect(found).toThrow(path);
});

it('results of two width rules are refused', () => {
  const other = changed(exampleStored('G', 'none', 50), ({ training }) => ({
    training: { ...training, widthRule: 'sqrt(512/dModel)' },
  }));
  expect(() => requireComparable(TABLE, [one, other])).toThrow(
    'results of two kinds cannot share a table: widthRule is "sqrt(512/dModel)" in ' +
      'table1/demo/G-none-s1.json, and "none" in table1/demo/A-warmup-s1.json',
  );
});

it('results of two numerics modes are refused', () => {
  const inMode = (stored: StoredResult, numerics: 'portable' | 'native'): StoredResult => {
    const { provenance } = stored.result;
    const backend = { ...provenance.backend, numerics };
    return { ...stored, result: { ...stored.result, provenance: { ...provenance, backend } } };
  };
  const other = exampleStored('G', 'none', 50);
  expect(() =>
    requireComparable(TABLE, [inMode(one, 'portable'), inMode(other, 'portable')]),
  ).not.toThrow();
  expect(() =>
    requireComparable(TABLE, [inMode(one, 'portable'), inMode(other, 'native')]),
  ).toThrow(
    'numerics is "native" in table1/demo/G-none-s1.json, and "portable" in ' +
      'table1/demo/A-warmup-s1.json',
  );
});

it.each(['train', 'dev', 'test'])('results of other data are refused: %s', (split) => {
  const other = exampleStored('G', 'none', 50);
  const { data } = other.result.provenance;
  const checksums = { ...data.checksums, [split]: 'f'.repeat(64) };
  const provenance = { ...other.result.provenance, data: { ...data, checksums } };
  const result = { ...other.result, provenance };
  expect(() => requireComparable(TABLE, [one, { ...other, result }])).toThrow(`${split}Checksum`);
});

it('results of another vocabulary are refused', () => {
  const other = exampleStored('G', 'none', 50);
  const vocabulary = { ...other.result.provenance.vocabulary, checksum: 'f'.repeat(64) };
  const result = { ...other.result, provenance: { ...other.result.provenance, vocabulary } };
  expect(() => requireComparable(TABLE, [one, { ...other, result }])).toThrow('vocabularyChecksum');
});

it('results may differ in what rows and arms set', () => {
  const figure = loadExperiment('experiments/figure1.yaml');
  const longer = changed(exampleStored('A', 'start', 50), ({ training }) => ({
    training: { ...training, steps: 3000 },
    diagnostics: { every: 10, keep: ['embedding/all'] },
  }));
  expect(() => requireComparable(figure, [one, longer])).not.toThrow();
});

describe('results of the experiment on differences', () => {
  const { experiment, runs } = planExperiment('experiments/differences.yaml', { seeds: [11] });
  const stored = runs.map(({ cell, config }) =>
    changed(exampleStored(cell.row, cell.arm, 50), () => config),
  );
  const at = (arm: string) => stored.findIndex(({ result }) => result.cell!.arm === arm);
  const withBatching = (arm: string, batching: object) =>
    stored.with(
      at(arm),
      changed(stored[at(arm)]!, ({ data }) => ({ data: { ...data, batching } })),
    );

  it("share a table, whichever comes first: batches of a kind are their own cells'", () => {
    expect(stored).toHaveLength(6);
    expect(() => requireComparable(experiment, stored)).not.toThrow();
    expect(() => requireComparable(experiment, stored.toReversed())).not.toThrow();
  });

  it.each(['warmup', 'warmupBucketed'])('must have alike packed batches; first: %s', (first) => {
    const mixed = withBatching('none', { kind: 'packed', rows: 1, rowLength: 640 });
    const ordered = [mixed[at(first)]!, ...mixed];
    expect(() => requireComparable(experiment, ordered)).toThrow(
      'both say that they were run under the protocol comparison, but data.batching.row',
    );
  });

  it('must have what a cell does not set in common, whatever their batches', () => {
    const other = changed(stored[at('noneBucketed')]!, ({ training }) => ({
      training: { ...training, steps: 7 },
    }));
    expect(() => requireComparable(experiment, stored.with(at('noneBucketed'), other))).toThrow(
      'training.steps was',
    );
  });
});
