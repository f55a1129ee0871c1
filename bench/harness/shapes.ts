import { fileURLToPath } from 'node:url';
import { runConfigParts } from '../../src/config/run-config.ts';
import { validate } from '../../src/config/validate.ts';
import { loadYaml } from '../../src/config/yaml-file.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { UserError } from '../../src/platform/errors.ts';

/** One size of model that the step is timed at, and how long it is timed for. */
export type Shape = {
  readonly name: string;
  readonly model: ModelConfig;
  readonly vocabulary: number;
  /** How often each contestant has its turn. */
  readonly rounds: number;
  /** Steps that are timed in one turn. */
  readonly steps: number;
  /** Whether the step is timed without its optimiser too. */
  readonly timesOptimizer: boolean;
};

/** The batch of every shape: 1,024 tokens a side, each row full. */
export const BATCH = { sentences: 32, length: 32 } as const;

const modelFileSchema = runConfigParts.pick({ model: true });

/** The model of `configs/models` that is called `name`. */
function modelOf(name: string): ModelConfig {
  const file = fileURLToPath(new URL(`../../configs/models/${name}.yaml`, import.meta.url));
  return validate(modelFileSchema, loadYaml(file), file).model;
}

/** Those that are timed, from `configs/models`; `tiny` is there to try benchmarks with. */
export const SHAPES: readonly Shape[] = [
  { name: 'tiny', vocabulary: 200, rounds: 1, steps: 1, timesOptimizer: false },
  { name: 'small', vocabulary: 4_000, rounds: 5, steps: 5, timesOptimizer: false },
  { name: 'medium', vocabulary: 8_000, rounds: 5, steps: 3, timesOptimizer: true },
  // One turn of all takes half a minute on two cores.
  { name: 'base', vocabulary: 32_000, rounds: 3, steps: 1, timesOptimizer: false },
].map((shape) => ({ ...shape, model: modelOf(shape.name) }));

/** The entry that is called `name`. */
export function named<T extends { readonly name: string }>(
  option: string,
  name: string,
  entries: readonly T[],
): T {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const valid = entries.map((entry) => entry.name).join(', ');
  throw new UserError(`${option}: there is no "${name}"; valid: ${valid}`);
}

/** An option that takes names of `entries`, separated by commas. */
export const listOption = <T extends { readonly name: string }>(
  flag: string,
  entries: readonly T[],
  describe: string,
) => ({
  requiresArg: true,
  coerce: (names: string): T[] => names.split(',').map((name) => named(flag, name, entries)),
  describe: `${describe}, separated by commas: ${entries.map(({ name }) => name).join(', ')}`,
});
