/** The fewest letters put in, left out, replaced or swapped with the next that make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : replaced;
      row.push(Math.min(row[j - 1]! + 1, last[j]! + 1, replaced, swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

/** One wrong letter in so many is a slip; more are another word. */
const LETTERS_PER_SLIP = 3;

/**
 * The one of `names` that `given` was probably meant to be: it differs in case or by a slip, and no
 * other is as close.
 */
export function closest(given: string, names: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  const distances = names
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best, second] = distances;
  if (best === undefined || best.distance > lower.length / LETTERS_PER_SLIP) return undefined;
  return best.distance === second?.distance ? undefined : best.name;
}

/** Such as ` (did you mean run?)`, or nothing where no name is close. */
export function didYouMean(given: string, names: readonly string[], before = ''): string {
  const name = closest(given, names);
  return name === undefined ? '' : ` (did you mean ${before}${name}?)`;
}

/** What there is to choose from, the name that was probably meant first. */
export function whatThereIs(given: string, names: readonly string[]): string {
  return `${didYouMean(given, names)}; there are ${names.join(', ')}`;
}
