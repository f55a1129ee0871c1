/** Plain numbers with a shape: what the float64 references compute on. */
export type Plain = { readonly shape: readonly number[]; readonly values: readonly number[] };

/** Parameters or gradients of a test, by name. */
export type PlainTree = Readonly<Record<string, Plain>>;

/*
 * Optimisers in float64 on plain arrays, written from the equations of their papers as they are
 * printed. Nothing here is shared with the transforms that are compared with it.
 */

/** The updates of one tensor at one step; steps are counted from 1 and come in order. */
export type Reference = (gradient: Plain, parameter: Plain, step: number) => number[];

export const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** Decay with Adam's bias correction written into it, as Algorithm 3 has it. */
export const correctedDecay = (beta2: number) => (step: number) =>
  (beta2 * (1 - beta2 ** (step - 1))) / (1 - beta2 ** step);

/** 1 - t^-c, section 7.2. */
export const powerDecay = (power: number) => (step: number) => 1 - step ** -power;

/**
 * Algorithm 1: Adam with its two corrections at the end, and epsilon outside the root; epsilon1 is
 * added to the squared gradient, as in Algorithm 5.
 */
export function adamReference(
  beta1: number,
  beta2: number,
  epsilon: number,
  epsilon1 = 0,
): Reference {
  let first: number[] | undefined;
  let second: number[] | undefined;
  return (gradient, _parameter, step) => {
    const zeros = gradient.values.map(() => 0);
    first = (first ?? zeros).map((m, i) => beta1 * m + (1 - beta1) * gradient.values[i]!);
    second = (second ?? zeros).map(
      (v, i) => beta2 * v + (1 - beta2) * (gradient.values[i]! ** 2 + epsilon1),
    );
    return first.map((m, i) => {
      const corrected = m / (1 - beta1 ** step);
      return corrected / (Math.sqrt(second![i]! / (1 - beta2 ** step)) + epsilon);
    });
  };
}

/**
 * g / (sqrt(v) + epsilon), v = beta2 v + (1 - beta2) (g^2 + epsilon1): lines 4 and 5 of Algorithm 3,
 * and of Algorithm 5 with epsilon1.
 */
export function rmsReference(
  decayAt: (step: number) => number,
  epsilon: number,
  epsilon1 = 0,
): Reference {
  let second: number[] | undefined;
  return ({ values }, _parameter, step) => {
    const beta2 = decayAt(step);
    second = values.map((g, i) => beta2 * (second?.[i] ?? 0) + (1 - beta2) * (g ** 2 + epsilon1));
    return values.map((g, i) => g / (Math.sqrt(second![i]!) + epsilon));
  };
}

/** Equations 38 to 41 of Graves (2013), with epsilon outside the root. */
export function centredReference(beta2: number, epsilon: number): Reference {
  let squares: number[] | undefined;
  let means: number[] | undefined;
  return ({ values }) => {
    squares = values.map((g, i) => beta2 * (squares?.[i] ?? 0) + (1 - beta2) * g ** 2);
    means = values.map((g, i) => beta2 * (means?.[i] ?? 0) + (1 - beta2) * g);
    return values.map((g, i) => g / (Math.sqrt(squares![i]! - means![i]! ** 2) + epsilon));
  };
}

/** g over the root of the sum of all squares: Duchi et al. (2011), section 1.1. */
export function adagradReference(epsilon: number): Reference {
  const history: (readonly number[])[] = [];
  return ({ values }) => {
    history.push(values);
    return values.map((g, i) => {
      const sum = history.reduce((total, earlier) => total + earlier[i]! ** 2, 0);
      return g / (Math.sqrt(sum) + epsilon);
    });
  };
}

/**
 * The second moment of Algorithms 2, 4 and 5, with sums; higher ranks are stacks of matrices. Rows
 * or columns alone stand for a matrix by their means.
 */
export function factoredReference(
  decayAt: (step: number) => number,
  moment: 'both' | 'row' | 'column' = 'both',
): Reference {
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
          const rowSum = rows[matrix * height + row]!;
          const columnSum = columns[matrix * width + column]!;
          const second = {
            both: (rowSum * columnSum) / total,
            row: rowSum / width,
            column: columnSum / height,
          }[moment];
          result[at(matrix, row, column)] = values[at(matrix, row, column)]! / Math.sqrt(second);
        }
      }
    }
    return result;
  };
}

/** The elements of each slice of codimension 1; a scalar is the one slice that it has. */
function slicesOf({ shape, values }: Plain): number[][] {
  if (shape.length === 0) return [[0]];
  return shape.flatMap((size, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, next) => product * next, 1);
    return Array.from({ length: size }, (_, index) =>
      values.map((_, i) => i).filter((i) => Math.floor(i / stride) % size === index),
    );
  });
}

/** Algorithms SM3-I and SM3-II of Anil et al. (2019), line by line; 0/0 is 0. */
export function sm3Reference(variant: 'I' | 'II', beta2?: number): Reference {
  let mu: number[] | undefined;
  const add = (old: number, square: number) =>
    beta2 === undefined ? old + square : beta2 * old + (1 - beta2) * square;
  return (gradient) => {
    const slices = slicesOf(gradient);
    const before = mu ?? slices.map(() => 0);
    const leastHolding = (list: readonly number[], i: number) =>
      Math.min(...slices.flatMap((slice, r) => (slice.includes(i) ? [list[r]!] : [])));
    const squares = gradient.values.map((g) => g ** 2);
    const nu = new Array<number>(squares.length);
    if (variant === 'I') {
      mu = slices.map((slice, r) => add(before[r]!, Math.max(...slice.map((i) => squares[i]!))));
      for (const i of squares.keys()) nu[i] = leastHolding(mu, i);
    } else {
      for (const [i, square] of squares.entries()) nu[i] = add(leastHolding(before, i), square);
      mu = slices.map((slice) => Math.max(...slice.map((i) => nu[i]!)));
    }
    return gradient.values.map((g, i) => (g === 0 ? 0 : g / Math.sqrt(nu[i]!)));
  };
}

/** U / max(1, RMS(U) / d), line 8 of Algorithm 4. */
export function clippedReference(inner: Reference, threshold: number): Reference {
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const divisor = Math.max(1, rootMeanSquare(update) / threshold);
    return update.map((u) => u / divisor);
  };
}

/** The gradient if its norm is at most `threshold`, else rescaled to it (Pascanu et al., 2013). */
export function normClippedReference(threshold: number): Reference {
  return ({ values }) => {
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    return norm > threshold ? values.map((g) => (threshold / norm) * g) : [...values];
  };
}

/** alpha_t = max(epsilon_2, RMS(X)) rho_t, line 3 of Algorithm 4. */
export function relativeReference(inner: Reference): Reference {
  return (gradient, parameter, step) => {
    const scale = Math.max(1e-3, rootMeanSquare(parameter.values));
    return inner(gradient, parameter, step).map((u) => u * scale);
  };
}

/** Sum over all steps s so far of beta^(t - s) u_s: the velocity of the heavy ball. */
export function heavyBallReference(inner: Reference, beta: number): Reference {
  const history: number[][] = [];
  return (gradient, parameter, step) => {
    history.push(inner(gradient, parameter, step));
    return gradient.values.map((_, i) =>
      history.reduce((sum, update, s) => sum + beta ** (step - 1 - s) * update[i]!, 0),
    );
  };
}

/** One step further along the velocity than the heavy ball: u_t + beta b_t. */
export function nesterovReference(inner: () => Reference, beta: number): Reference {
  const direct = inner();
  const velocity = heavyBallReference(inner(), beta);
  return (gradient, parameter, step) => {
    const update = direct(gradient, parameter, step);
    return velocity(gradient, parameter, step).map((b, i) => update[i]! + beta * b);
  };
}

/** m = beta m + (1 - beta) u, unrolled. */
export function averagedReference(inner: Reference, beta: number): Reference {
  const velocity = heavyBallReference(inner, beta);
  return (gradient, parameter, step) =>
    velocity(gradient, parameter, step).map((b) => (1 - beta) * b);
}

/** u + weightDecay x, of Loshchilov & Hutter (2019), line 12 of Algorithm 2. */
export function decayedReference(inner: Reference, weightDecay: number): Reference {
  return (gradient, parameter, step) =>
    inner(gradient, parameter, step).map((u, i) => u + weightDecay * parameter.values[i]!);
}

/** The update times the step size. */
export function ratedReference(inner: Reference, rateAt: (step: number) => number): Reference {
  return (gradient, parameter, step) =>
    inner(gradient, parameter, step).map((u) => u * rateAt(step));
}

/** The gradient itself. */
export const gradientReference: Reference = ({ values }) => [...values];
