import type { Axes } from './chart-geometry.ts';

/** The curve of one run, as the page carries it. */
export type RunCurve = {
  readonly row: string;
  readonly seed: number;
  /** Which of the figure's lists of steps its values stand at. */
  readonly grid: number;
  /** As many as the run had of its grid's steps before it ended. */
  readonly values: readonly number[];
};

/** What a figure of learning curves shows: a chart for each arm, over the same axes. */
export type CurveFigure = {
  readonly axes: Axes;
  readonly grids: readonly (readonly number[])[];
  /** One a chart. */
  readonly charts: readonly { readonly runs: readonly RunCurve[] }[];
};
