/** As many colours as the colour-blind can tell apart; the style sheet has them. */
export const COLORS = 7;

/**
 * Gives each row that is switched on a line style of its own: rows keep the one they have, and others
 * take the first that is free. Styles beyond the colours are the same colours, dashed.
 *
 * @param before the style of each row that was on
 * @param rows the rows that are on now
 */
export function assignLineStyles(
  before: ReadonlyMap<string, number>,
  rows: readonly string[],
): Map<string, number> {
  const kept = rows.flatMap((row) => {
    const style = before.get(row);
    return style === undefined ? [] : [[row, style] as const];
  });
  const styles = new Map(kept);
  const taken = new Set(styles.values());
  for (const row of rows) {
    if (styles.has(row)) continue;
    let style = 0;
    while (taken.has(style)) style += 1;
    styles.set(row, style);
    taken.add(style);
  }
  return styles;
}

/** The classes of a line or label of this style. */
export function lineClasses(style: number): string[] {
  const round = Math.floor(style / COLORS);
  return [`color-${style % COLORS}`, ...(round > 0 ? [`dashed-${Math.min(round, 3)}`] : [])];
}
