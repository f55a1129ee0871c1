import { type Reference, rootMeanSquare } from './references.ts';

/*
 * The optimisers after Adafactor in float64 on plain arrays, as `references.ts` has the older ones:
 * from the equations of their papers, and with nothing of the transforms that are compared with them.
 */

/** min(cap, 1 - t^-c), section 3.4 of Zhai et al. (2022). */
export const cappedDecay = (power: number, cap: number) => (step: number) =>
  Math.min(cap, 1 - step ** -power);

/** The number of bfloat16 nearest to `value`: the first 16 bits of float32, rounded to even. */
export function nearestBfloat16(value: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  const half = 0x7fff + ((word >>> 16) & 1);
  bits.setUint32(0, (word + half) & 0xffff0000);
  return bits.getFloat32(0);
}

/** m = beta m + (1 - beta) u, of which the next step knows the nearest number of bfloat16. */
export function bfloat16AveragedReference(inner: Reference, beta: number): Reference {
  let kept: number[] | undefined;
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const next = update.map((u, i) => beta * (kept?.[i] ?? 0) + (1 - beta) * u);
    kept = next.map(nearestBfloat16);
    return next;
  };
}

/** Algorithm 2 of Wortsman et al. (2023). */
export function stableAdamReference(
  beta1: number,
  beta2: number,
  epsilon: number,
  weightDecay: number,
): Reference {
  let first: number[] | undefined;
  let second: number[] | undefined;
  return ({ values }, parameter, step) => {
    first = values.map((g, i) => beta1 * (first?.[i] ?? 0) + (1 - beta1) * g);
    second = values.map((g, i) => beta2 * (second?.[i] ?? 0) + (1 - beta2) * g ** 2);
    const corrected = second.map((v) => v / (1 - beta2 ** step));
    const ratio = values.map((g, i) => g / Math.max(Math.sqrt(corrected[i]!), epsilon));
    const divisor = Math.max(1, rootMeanSquare(ratio));
    return first.map((m, i) => {
      const direction = m / (1 - beta1 ** step) / (Math.sqrt(corrected[i]!) + epsilon);
      return (direction + weightDecay * parameter.values[i]!) / divisor;
    });
  };
}

/** Sign of beta1 m + (1 - beta1) g, Algorithm 2 of Chen et al. (2023). */
export function lionReference(beta1: number, beta2: number): Reference {
  let momentum: number[] | undefined;
  return ({ values }) => {
    const before = momentum ?? values.map(() => 0);
    momentum = values.map((g, i) => beta2 * before[i]! + (1 - beta2) * g);
    return values.map((g, i) => Math.sign(beta1 * before[i]! + (1 - beta1) * g));
  };
}

/** A number for each element that says which block of a tensor it is in. */
export type BlockOf = (shape: readonly number[]) => (i: number) => number;

export const wholeBlocks: BlockOf = () => () => 0;

/** Blocks of what lies along an axis, counted from the end. */
export const blocksAlong =
  (axis: number): BlockOf =>
  (shape) => {
    const stride = shape
      .slice(shape.length + axis + 1)
      .reduce((product, size) => product * size, 1);
    const size = shape.at(axis)!;
    return (i) => Math.floor(i / (stride * size)) * stride + (i % stride);
  };

/** Blocks of as many columns each, side by side. */
export const headBlocks =
  (heads: number): BlockOf =>
  (shape) => {
    const columns = shape.at(-1)!;
    return (i) => Math.floor((i % columns) / (columns / heads));
  };

/** The indices of `count` elements, by their blocks. */
function membersOf(count: number, block: (i: number) => number): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < count; i++) members.set(block(i), [...(members.get(block(i)) ?? []), i]);
  return members;
}

/** Adam, whose second moment is the mean of squares over a block: Algorithm 1 of Zhang et al. (2024). */
export function blockMomentReference(
  beta1: number,
  beta2: number,
  epsilon: number,
  blockOf: BlockOf,
): Reference {
  let first: number[] | undefined;
  const second = new Map<number, number>();
  return ({ shape, values }, _parameter, step) => {
    const block = blockOf(shape);
    first = values.map((g, i) => beta1 * (first?.[i] ?? 0) + (1 - beta1) * g);
    for (const [b, members] of membersOf(values.length, block)) {
      const mean = members.reduce((sum, i) => sum + values[i]! ** 2, 0) / members.length;
      second.set(b, beta2 * (second.get(b) ?? 0) + (1 - beta2) * mean);
    }
    return first.map((m, i) => {
      const root = Math.sqrt(second.get(block(i))! / (1 - beta2 ** step));
      return m / (1 - beta1 ** step) / (root + epsilon);
    });
  };
}

/** The last two axes of a tensor, one matrix after another, as lists of indices in rows. */
function matricesOf(shape: readonly number[]): number[][][] {
  const [height, width] = shape.slice(-2) as [number, number];
  const count = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, matrix) =>
    Array.from({ length: height }, (_row, row) =>
      Array.from({ length: width }, (_column, column) => (matrix * height + row) * width + column),
    ),
  );
}

const columnsOf = (rows: readonly number[][]): number[][] =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]!));

/** Algorithm 2 of Luo et al. (2023) from its line 8 on: m / sqrt(S), S of rank one, of (u - m)^2. */
export function confidenceReference(
  inner: Reference,
  beta1: number,
  beta3: number,
  epsilon: number,
): Reference {
  let average: number[] | undefined;
  const sums = new Map<string, number>();
  const moved = (key: string, fresh: number) => {
    const next = beta3 * (sums.get(key) ?? 0) + (1 - beta3) * fresh;
    sums.set(key, next);
    return next;
  };
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const m = update.map((u, i) => beta1 * (average?.[i] ?? 0) + (1 - beta1) * u);
    average = m;
    if (gradient.shape.length < 2) return m;
    const instability = update.map((u, i) => (u - m[i]!) ** 2 + epsilon);
    const result = [...m];
    for (const [matrix, rows] of matricesOf(gradient.shape).entries()) {
      const sumOf = (indices: readonly number[]) =>
        indices.reduce((sum, i) => sum + instability[i]!, 0);
      const rowSums = rows.map((row, i) => moved(`${matrix} row ${i}`, sumOf(row)));
      const columnSums = columnsOf(rows).map((c, i) => moved(`${matrix} column ${i}`, sumOf(c)));
      const total = rowSums.reduce((sum, value) => sum + value, 0);
      for (const [r, row] of rows.entries()) {
        for (const [c, i] of row.entries()) {
          result[i] = m[i]! / Math.sqrt((rowSums[r]! * columnSums[c]!) / total);
        }
      }
    }
    return result;
  };
}

/** Divides the elements at `indices` by their RMS, where that is not 0. */
function normaliseAt(values: number[], indices: readonly number[], least: number): void {
  const rms = Math.max(rootMeanSquare(indices.map((i) => values[i]!)), least);
  for (const i of indices) values[i] = values[i]! === 0 ? 0 : values[i]! / rms;
}

/** u over the RMS of its block. */
export function normalisedReference(
  inner: Reference,
  blockOf: BlockOf,
  epsilon: number,
): Reference {
  return (gradient, parameter, step) => {
    const values = [...inner(gradient, parameter, step)];
    const blocks = membersOf(values.length, blockOf(gradient.shape));
    for (const indices of blocks.values()) normaliseAt(values, indices, epsilon);
    return values;
  };
}

/** Rows and then columns of RMS 1, so many times: Algorithm 3 of Scetbon et al. (2025). */
export function sinkhornReference(iterations: number): Reference {
  return ({ shape, values }) => {
    const x = [...values];
    for (const rows of matricesOf(shape)) {
      for (let turn = 0; turn < iterations; turn++) {
        for (const row of rows) normaliseAt(x, row, 0);
        for (const column of columnsOf(rows)) normaliseAt(x, column, 0);
      }
    }
    return x;
  };
}

/**
 * g over the root of q s', averages of the column and row whose product is near g^2 in the Frobenius
 * norm: Algorithm 1 of Gong et al. (2025), its fixed point by so many turns of equation 16.
 */
export function rowsAndColumnsReference(beta: number, iterations: number): Reference {
  const kept = new Map<string, number>();
  const moved = (key: string, fresh: number) => {
    const next = beta * (kept.get(key) ?? 0) + (1 - beta) * fresh;
    kept.set(key, next);
    return next;
  };
  const norm = (x: readonly number[]) => x.reduce((sum, value) => sum + value ** 2, 0);
  return ({ shape, values }) => {
    const result = [...values];
    for (const [matrix, rows] of matricesOf(shape).entries()) {
      if (rows.flat().every((i) => values[i] === 0)) continue;
      let q = rows.map(() => 1);
      let s: number[] = [];
      for (let turn = 0; turn < iterations; turn++) {
        const weights = q;
        s = columnsOf(rows).map(
          (column) =>
            column.reduce((sum, i, r) => sum + weights[r]! * values[i]! ** 2, 0) / norm(weights),
        );
        const scales = s;
        q = rows.map(
          (row) => row.reduce((sum, i, c) => sum + scales[c]! * values[i]! ** 2, 0) / norm(scales),
        );
      }
      const rowScales = q.map((value, r) => moved(`${matrix} row ${r}`, value));
      const columnScales = s.map((value, c) => moved(`${matrix} column ${c}`, value));
      for (const [r, row] of rows.entries()) {
        for (const [c, i] of row.entries()) {
          if (values[i] !== 0) result[i] = values[i]! / Math.sqrt(rowScales[r]! * columnScales[c]!);
        }
      }
    }
    return result;
  };
}

const product = (a: readonly number[][], b: readonly number[][]): number[][] =>
  a.map((row) =>
    columnsOf(b as number[][]).map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)),
  );

const sumOf = (terms: readonly (readonly [number, readonly number[][]])[]): number[][] =>
  terms[0]![1].map((row, i) =>
    row.map((_, j) => terms.reduce((sum, [factor, matrix]) => sum + factor * matrix[i]![j]!, 0)),
  );

/** Five steps X = a X + b (X X') X + c (X X')^2 X from X / |X|, times sqrt(max(1, out / in)). */
export function orthogonalisedReference(inner: Reference): Reference {
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const columns = gradient.shape.at(-1)!;
    const count = update.length / columns;
    const norm = Math.hypot(...update) + 1e-7;
    let x = Array.from({ length: count }, (_, i) =>
      update.slice(i * columns, (i + 1) * columns).map((u) => u / norm),
    );
    for (let i = 0; i < 5; i++) {
      const gram = product(x, columnsOf(x));
      const polynomial = sumOf([
        [-4.775, gram],
        [2.0315, product(gram, gram)],
      ]);
      x = sumOf([
        [3.4445, x],
        [1, product(polynomial, x)],
      ]);
    }
    return x.flat().map((value) => value * Math.sqrt(Math.max(1, columns / count)));
  };
}

/** u, scaled down to `limit` times the norm of what came out before, where there was something. */
export function growthLimitedReference(inner: Reference, limit: number): Reference {
  let before = 0;
  return (gradient, parameter, step) => {
    const update = inner(gradient, parameter, step);
    const norm = Math.hypot(...update);
    const factor = before > 0 && norm > limit * before ? (limit * before) / norm : 1;
    before = norm * factor;
    return update.map((u) => u * factor);
  };
}

/** Another reference for tensors of two axes or more than for vectors and scalars. */
export function byRank(matrices: () => Reference, vectors: () => Reference): Reference {
  let chosen: Reference | undefined;
  return (gradient, parameter, step) => {
    chosen ??= gradient.shape.length >= 2 ? matrices() : vectors();
    return chosen(gradient, parameter, step);
  };
}
