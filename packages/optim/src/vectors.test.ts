import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../../src/backend/start.ts';
import type { Plain, PlainTree } from '../test/references.ts';
import { rootMeanSquares, runTransform, worstRelativeError } from '../test/transforms.ts';
import { adafactor, NAMED, type OptimizerName } from './named.ts';

/*
 * The named optimisers beside those of torch.optim and of optax, and those after Adafactor beside their
 * reference implementations, on parameters that move. Where a definition differs, the scripts in
 * ../vectors correct for it, or `exchanged` and `NAMES` here.
 */

type Values = Readonly<Record<string, readonly number[]>>;

type Case = {
  readonly name: string;
  readonly optimizer: OptimizerName;
  readonly options: object & { readonly learningRate: number };
  readonly updates: readonly Values[];
};

/** What ../vectors/make_vectors.py writes. */
type Vectors = {
  readonly shapes: Values;
  readonly parameters: Values;
  readonly gradients: readonly Values[];
  readonly cases: readonly Case[];
};

/** What ../vectors/make_successor_vectors.py writes: its updates are those of the steps `kept`. */
type SuccessorVectors = Pick<Vectors, 'shapes' | 'cases'> & {
  readonly steps: number;
  readonly kept: readonly number[];
};

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/${file}.vectors.json`, import.meta.url), 'utf8'));

const older = read<Vectors>('optimizers');
const successors = read<SuccessorVectors>('successors');

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

/** Expects of each step that the updates are as exact as float32 allows. */
function expectUpdates(
  actual: readonly Values[],
  expected: readonly PlainTree[],
  steps: readonly number[] = expected.map((_, i) => i + 1),
): void {
  for (const [i, tree] of expected.entries()) {
    for (const [name, { values }] of Object.entries(tree)) {
      // An element whose terms cancel is as exact as its tensor, not as what is left of it.
      const error = worstRelativeError(
        actual[steps[i]! - 1]![name]!,
        values,
        rootMeanSquares(values),
      );
      expect(error, `${name} at step ${steps[i]}`).toBeLessThan(1e-5);
    }
  }
}

/** Exchanges the first two axes of a tensor of rank 3. */
function exchanged({ shape, values }: Plain): Plain {
  const [first, second, third] = shape as [number, number, number];
  const result = new Array<number>(values.length);
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      for (let k = 0; k < third; k++) {
        result[(j * first + i) * third + k] = values[(i * second + j) * third + k]!;
      }
    }
  }
  return { shape: [second, first, third], values: result };
}

/**
 * The tensors of the peers as they must be here to mean the same. optax factors the two largest axes
 * of a tensor, the authors of Adafactor and we the last two: in `turned`, which is [4, 2, 3], these
 * are others, and in [2, 4, 3] they are the same.
 */
function prepared(values: Values, optimizer: OptimizerName): PlainTree {
  return Object.fromEntries(
    Object.entries(values).map(([name, list]) => {
      const plain = { shape: older.shapes[name]!, values: list };
      return [name, optimizer === 'adafactor' && name === 'turned' ? exchanged(plain) : plain];
    }),
  );
}

it.each(older.cases)('$name: the updates of the peer', ({ optimizer, options, updates }) => {
  const trees = (list: readonly Values[]) => list.map((values) => prepared(values, optimizer));
  const actual = runTransform(
    NAMED[optimizer].build(options),
    prepared(older.parameters, optimizer),
    trees(older.gradients),
    { moving: true },
  );
  expectUpdates(actual, trees(updates));
});

it('needs its corrections: without them the updates differ', () => {
  const { options, updates } = older.cases.find(({ name }) => name === 'Adafactor')!;
  const plain = ({ turned }: Values) => ({ x: { shape: older.shapes.turned!, values: turned! } });
  const [update] = runTransform(adafactor.build(options), plain(older.parameters), [
    plain(older.gradients[0]!),
  ]);
  expect(worstRelativeError(update!.x!, updates[0]!.turned!)).toBeGreaterThan(0.01);
});

/** As `drawn` of the script makes them: numbers that need 17 binary digits, some of them 0. */
function drawn(seed: number, count: number, size: number, zeros: number): number[] {
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
  return Array.from({ length: count }, () => {
    const [sign, mantissa, chance] = [word(), word(), word()];
    const value = (1 + mantissa / 65536) / 2 ** (Math.floor(sign / 2) % 4);
    return chance % 100 < zeros ? 0 : (sign % 2 === 0 ? size : -size) * value;
  });
}

function drawnTree(seed: number, size: number, zeros: number): PlainTree {
  return Object.fromEntries(
    Object.entries(successors.shapes).map(([name, shape], i) => {
      const count = shape.reduce((product, dimension) => product * dimension, 1);
      return [name, { shape, values: drawn(seed * 10 + i, count, size, zeros) }];
    }),
  );
}

const PARAMETERS = drawnTree(1, 0.5, 0);
const GRADIENTS = Array.from({ length: successors.steps }, (_, step) => drawnTree(step + 2, 1, 10));

/** What tensors must be called here to be to us what they are to the peer. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Adam-mini': { tall: 'kernel', wide: 'attention/query', scalar: 'norm/scale' },
  'Adam-mini of embeddings': { tall: 'embedding/all', wide: 'softmax' },
};

it.each(successors.cases)(
  '$name: the updates of its reference implementation',
  ({ name: title, optimizer, options, updates }) => {
    const names = Object.keys(updates[0]!);
    const called = (name: string) => NAMES[title]?.[name] ?? name;
    const renamed = (plain: PlainTree): PlainTree =>
      Object.fromEntries(names.map((name) => [called(name), plain[name]!]));
    const actual = runTransform(
      NAMED[optimizer].build(options),
      renamed(PARAMETERS),
      GRADIENTS.map(renamed),
      { moving: true },
    );
    const expected = updates.map((values) =>
      renamed(
        Object.fromEntries(
          names.map((name) => [name, { shape: successors.shapes[name]!, values: values[name]! }]),
        ),
      ),
    );
    expectUpdates(actual, expected, successors.kept);
  },
);
