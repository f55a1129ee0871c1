import type { Experiment } from '../../experiment/definition.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';

/** How figures and tables name an arm. */
export function armLabel({ arms }: Experiment, arm: string): string {
  return arms[arm]!.label;
}

/** Names a cell; the arm is left out where there is only one. */
export function cellLabel(
  experiment: Experiment,
  { row, arm }: { readonly row: string; readonly arm: string },
): string {
  const single = Object.keys(experiment.arms).length === 1;
  return single ? row : `${row}, ${armLabel(experiment, arm)}`;
}

/**
 * Names a panel above its top left. A title of Vega-Lite's would stand higher or lower with the
 * labels of the axes.
 *
 * @param y where the text's baseline is, from the panel's top
 */
export function panelTitle(text: string, style: { readonly y: number; readonly bold: boolean }) {
  return {
    data: { values: [{ text }] },
    mark: {
      type: 'text' as const,
      x: 0,
      y: style.y,
      align: 'left' as const,
      fontSize: style.bold ? 12 : 10,
      fontWeight: style.bold ? ('bold' as const) : ('normal' as const),
    },
    encoding: { text: { field: 'text', type: 'nominal' as const } },
  };
}

/** Names the rows of a picture whose first column is their names. */
export function rowLabel({ rows }: Experiment, row: string): string {
  return `${row} · ${rows[row]!.label}`;
}

/** About the width of a character of a label, in pixels. */
const CHARACTER_WIDTH = 5.6;

/** An axis that is a column of names, from the left. */
export function namesAxis(names: readonly string[]) {
  return {
    domain: false,
    ticks: false,
    labelAlign: 'left' as const,
    labelLimit: 400,
    labelPadding: 8 + Math.ceil(CHARACTER_WIDTH * Math.max(...names.map(({ length }) => length))),
  };
}

/** `value` with no more than `digits` decimals: figures need no more, and their files stay small. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Seeds in words, such as `seed 1` or `seeds 1, 2, 3`. */
export function seedsLabel(seeds: readonly number[]): string {
  const distinct = [...new Set(seeds)].sort((a, b) => a - b);
  return `${distinct.length === 1 ? 'seed' : 'seeds'} ${distinct.join(', ')}`;
}

/** The heading of a figure: what it shows, then the experiment, protocol and seeds. */
export function figureTitle({ experiment, protocol, results }: ReportedExperiment, shows: string) {
  const missing = Object.keys(experiment.rows).filter(
    (row) => !results.some(({ cell }) => cell?.row === row),
  );
  return {
    text: shows,
    subtitle: [
      experiment.title,
      `protocol ${protocol}, ${seedsLabel(results.map(({ config }) => config.training.seed))}` +
        (missing.length > 0 ? `; not run: ${missing.join(', ')}` : ''),
    ],
    anchor: 'start' as const,
    offset: 14,
  };
}
