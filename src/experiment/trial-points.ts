/*
 * Which numbers are tried for a row. Either every one of a grid with one seed; or, as AlgoPerf tunes
 * (Dahl et al., 2023, section 4.4.1), in studies, each with a seed and with so many points of the
 * search space that are spread by a quasi-random sequence.
 */
import type { Search, Tuning } from './schema.ts';

/** One point of a row's search space, and the seed that it is tried with. */
export type TrialPoint = {
  /** What the row's own number is multiplied by. */
  readonly factor: number;
  readonly seed: number;
  /** The row's other settings that are searched, by their places in the configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
};

/** The bases of Halton's sequence: of the number that all rows have, and of `MOST_SETTINGS` settings. */
const BASES = [2, 3, 5, 7] as const;

/** The number from 0 to 1 whose digits in `base` are those of `index`, backwards (van der Corput). */
export function radicalInverse(index: number, base: number): number {
  let value = 0;
  let place = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * place;
    place /= base;
  }
  return value;
}

const pick = <T>(values: readonly T[], index: number, base: number): T =>
  values[Math.floor(radicalInverse(index, base) * values.length)]!;

/**
 * What is tried for a row, in order. Points of studies are those of Halton's sequence, one after the
 * other, so that each study has others and all together fill the space.
 *
 * @param search the row's other settings, each with the values that it may have
 */
export function trialPoints(tuning: Tuning, search: Search = {}): TrialPoint[] {
  const { factors } = tuning;
  if (tuning.studies === undefined) {
    return factors.map((factor) => ({ factor, seed: tuning.seed!, settings: {} }));
  }
  const { seeds, trials } = tuning.studies;
  return seeds.flatMap((seed, study) =>
    Array.from({ length: trials }, (_, trial) => {
      const index = study * trials + trial + 1;
      const settings = Object.entries(search).map(([key, values], i) => [
        key,
        pick(values, index, BASES[i + 1]!),
      ]);
      return {
        factor: pick(factors, index, BASES[0]!),
        seed,
        settings: Object.fromEntries(settings),
      };
    }),
  );
}

/** A factor that a study would try twice, if there is one: its trials are known by their factors. */
export function repeatedFactor(tuning: Tuning): number | undefined {
  const points = trialPoints(tuning);
  const isSame = (a: TrialPoint, b: TrialPoint) => a.factor === b.factor && a.seed === b.seed;
  return points.find((point, i) => points.findIndex((other) => isSame(other, point)) < i)?.factor;
}
