import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { buildOptimizer, type LinkConfig } from './optimizer.ts';
import { paperSchedule } from './schedules.ts';
import { awkwardGradient, type Plain, runTransform, worstRelativeError } from './testing.ts';

/*
 * Each row of Table 2 that is built so far, against a float64 computation on plain arrays that
 * follows the paper's algorithms as they are printed and shares no code with `src/optim`.
 */

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const STEPS = 50;
const TOTAL_STEPS = 100;
const SHAPES = { scalar: [], vector: [7], wide: [3, 5], tall: [5, 3], cube: [2, 4, 3] };

type Reference = (gradient: Plain, parameter: Plain, step: number) => number[];

const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** s_t of Table 2 with its peak at a tenth of the run. */
function paperStepSize(step: number, warmup: boolean): number {
  const peak = TOTAL_STEPS / 10;
  return 0.01 * Math.min(warmup ? step / peak : 1, Math.sqrt(peak / step));
}

/** Algorithm 1: Adam with its two corrections at the end, and epsilon outside the root. */
function adamReference(beta1: number, beta2: number): Reference {
  let first: number[] | undefined;
  let second: number[] | undefined;
  return (gradient, _parameter, step) => {
    const zeros = gradient.values.map(() => 0);
    first = (first ?? zeros).map((m, i) => beta1 * m + (1 - beta1) * gradient.values[i]!);
    second = (second ?? zeros).map((v, i) => beta2 * v + (1 - beta2) * gradient.values[i]! ** 2);
    return first.map((m, i) => {
      const corrected = m / (1 - beta1 ** step);
      return corrected / (Math.sqrt(second![i]! / (1 - beta2 ** step)) + 1e-9);
    });
  };
}

/** The second moment of Algorithms 2, 4 and 5, with sums; higher ranks are stacks of matrices. */
function factoredReference(decayAt: (step: number) => number): Reference {
  const rows: number[] = [];
  const columns: number[] = [];
  let whole: number[] = [];
  return ({ shape, values }, _parameter, step) => {
    const beta2 = decayAt(step);
    const mix = (old: number | undefined, fresh: number) =>
      beta2 * (old ?? 0) + (1 - beta2) * fresh;
    const squared = values.map((g) => g ** 2 + 1e-30);
    if (shape.length < 2) {
      whole = squared.map((g2, i) => mix(whole[i], g2));
      return values.map((g, i) => g / Math.sqrt(whole[i]!));
    }
    const width = shape.at(-1)!;
    const height = shape.at(-2)!;
    const matrices = values.length / (width * height);
    const at = (matrix: number, row: number, column: number) =>
      (matrix * height + row) * width + column;
    const result = new Array<number>(values.length);
    for (let matrix = 0; matrix < matrices; matrix++) {
      for (let row = 0; row < height; row++) {
        let sum = 0;
        for (let column = 0; column < width; column++) sum += squared[at(matrix, row, column)]!;
        rows[matrix * height + row] = mix(rows[matrix * height + row], sum);
      }
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let row = 0; row < height; row++) sum += squared[at(matrix, row, column)]!;
        columns[matrix * width + column] = mix(columns[matrix * width + column], sum);
      }
      let total = 0;
      for (let row = 0; row < height; row++) total += rows[matrix * height + row]!;
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const second = (rows[matrix * height + row]! * columns[matrix * width + column]!) / total;
          result[at(matrix, row, column)] = values[at(matrix, row, column)]! / Math.sqrt(second);
        }
      }
    }
    return result;
  };
}

/** U / max(1, RMS(U) / d), line 8 of Algorithm 4. */
function clipped(inner: Reference, threshold: number): Reference {
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const divisor = Math.max(1, rootMeanSquare(update) / threshold);
    return update.map((u) => u / divisor);
  };
}

/** alpha_t = max(epsilon_2, RMS(X)) rho_t, line 3 of Algorithm 4. */
function relative(inner: Reference): Reference {
  return (gradient, parameter, step) => {
    const scale = Math.max(1e-3, rootMeanSquare(parameter.values));
    return inner(gradient, parameter, step).map((u) => u * scale);
  };
}

/** Decay with Adam's bias correction written into it, as Algorithm 3 has it. */
const correctedDecay = (beta2: number) => (step: number) =>
  (beta2 * (1 - beta2 ** (step - 1))) / (1 - beta2 ** step);

const adam = (beta1: number, beta2: number): LinkConfig => ({
  link: 'scaleByAdam',
  beta1,
  beta2,
  epsilon: 1e-9,
});

const clip: LinkConfig = { link: 'clipByBlockRms', threshold: 1 };

type RowCase = {
  row: string;
  links: LinkConfig[];
  factor: number;
  reference: () => Reference;
  /**
   * Where momentum adds gradients of both signs, the terms may cancel, and the rounding of float32
   * is relative to them: a tenth of Adam's usual update, 1, stands for their size.
   */
  cancelling?: number;
};

const ROWS: RowCase[] = [
  { row: 'A', links: [adam(0, 0.999)], factor: 0.1, reference: () => adamReference(0, 0.999) },
  {
    row: 'B',
    links: [adam(0.9, 0.999)],
    factor: 0.1,
    reference: () => adamReference(0.9, 0.999),
    cancelling: 0.1,
  },
  { row: 'G', links: [adam(0, 0.9)], factor: 0.1, reference: () => adamReference(0, 0.9) },
  {
    row: 'J',
    links: [{ link: 'scaleByFactoredRms', decay: { beta2: 0.999 }, epsilon1: 1e-30 }, clip],
    factor: 0.1,
    reference: () => clipped(factoredReference(correctedDecay(0.999)), 1),
  },
  {
    row: 'O',
    links: [
      { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
      clip,
      { link: 'scaleByParameterRms', epsilon2: 1e-3 },
    ],
    factor: 1,
    reference: () =>
      relative(
        clipped(
          factoredReference((t) => 1 - t ** -0.8),
          1,
        ),
      ),
  },
];

const parameterOf = (shape: readonly number[]): Plain => {
  const { values } = awkwardGradient(shape, 0);
  return { shape, values: values.map((_, i) => Math.fround(Math.sin(i + 1) * 0.3)) };
};

describe.each(ROWS)('row $row of Table 2', ({ links, factor, reference, cancelling = 0 }) => {
  it.each(Object.entries(SHAPES))(
    'equals its float64 reference over 50 steps of awkward gradients: %s %j',
    (_name, shape) => {
      for (const warmup of [true, false]) {
        const optimizer = buildOptimizer(
          [...links, { link: 'scaleBySchedule', factor }],
          paperSchedule(warmup, TOTAL_STEPS),
        );
        const gradients = Array.from({ length: STEPS }, (_, i) => awkwardGradient(shape, i + 1));
        const parameter = parameterOf(shape);
        const expectedAt = reference();
        const actual = runTransform(
          optimizer,
          { x: parameter },
          gradients.map((x) => ({ x })),
        );
        for (const [i, gradient] of gradients.entries()) {
          const step = i + 1;
          const rate = factor * paperStepSize(step, warmup);
          const expected = expectedAt(gradient, parameter, step).map((u) => u * rate);
          expect(worstRelativeError(actual[i]!.x!, expected, cancelling * rate)).toBeLessThan(1e-5);
        }
      }
    },
  );
});
