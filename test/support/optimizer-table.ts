/*
 * The table of docs/optimisers.md. `node --import tsx test/support/optimizer-table.ts` prints it.
 */
import { readFileSync } from 'node:fs';
import { BYTES_PER_ELEMENT, NAMED } from 'sublinear-optim';
import { type OptimizerPair, summariseOptimizers } from '../../bench/optimizer/summary.ts';
import { type SizedOptimizer, stateSizes } from '../../src/experiment/state-sizes.ts';

export const bytesText = (bytes: number): string => bytes.toLocaleString('en');

/** An option with its default, as TypeScript writes it. */
function withDefault([option, value]: readonly [string, unknown]): string {
  const text = JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, ' $1: ')
    .replaceAll('"', "'")
    .replaceAll('}', ' }')
    .replaceAll(',', ', ');
  return `\`${option}: ${text}\``;
}

const [BASE] = stateSizes(undefined, { sizes: ['base'], overrides: [] });

/** What the optimiser `name` keeps for `base`, with its defaults. */
export function stateForBase(name: string): SizedOptimizer {
  return BASE!.optimizers.find(({ label }) => label === name)!;
}

/** The bytes as a method counts them, and as TensorFlow.js, which has no bfloat16, holds them. */
function stateText({ state: { bytes, elements } }: SizedOptimizer): string {
  const held = elements * BYTES_PER_ELEMENT;
  return held === bytes
    ? bytesText(bytes)
    : `${bytesText(bytes)}; in TensorFlow.js ${bytesText(held)}`;
}

const RECORD = new URL('../../bench/results/optimizer-time.json', import.meta.url);

/** Milliseconds of an update of each optimiser of the committed record of `make bench-optimizers`. */
function updateTimes(): ReadonlyMap<string, number> {
  const { pairs }: { pairs: readonly OptimizerPair[] } = JSON.parse(readFileSync(RECORD, 'utf8'));
  const summaries = pairs.map(summariseOptimizers);
  return new Map(summaries.map(({ name, ours }) => [name, ours.stepMs.median]));
}

/**
 * Every named optimiser with its defaults, what it keeps for `base`, in bytes, and how long an update of
 * `base` takes, in milliseconds.
 */
export function optimizerTable(): string {
  const times = updateTimes();
  const rows = Object.entries(NAMED).map(([name, { defaults }]) => {
    const size = stateForBase(name);
    const { state, parameters } = size;
    const share = state.bytes / parameters.elements;
    return [
      `\`${name}\``,
      Object.entries(defaults).map(withDefault).join(', '),
      stateText(size),
      share.toFixed(share < 0.1 ? 3 : 2),
      times.get(name)?.toFixed(0) ?? '–',
    ];
  });
  const header = [
    'optimiser',
    'defaults',
    'state for `base`, bytes',
    'bytes a parameter',
    'an update, ms',
  ];
  const lines = [header, ['---', '---', '--:', '--:', '--:'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (process.argv[1] === import.meta.filename) console.log(optimizerTable());
