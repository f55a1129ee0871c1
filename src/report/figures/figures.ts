import { type PlotSpec, renderSvg } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { curvePanels } from './curve-panels.ts';
import { heatMap } from './heatmap.ts';
import { memoryAgainstQuality } from './memory-quality.ts';
import { rateSensitivity } from './rate-sensitivity.ts';
import { sweepPanels } from './sweep.ts';
import { timeToTarget } from './target.ts';
import { updateSizesFigure } from './update-sizes.ts';

/** Each figure by its name on the command line; undefined where an experiment has no such figure. */
const FIGURES = {
  loss: (given) => curvePanels(given, 'loss'),
  dev: (given) => curvePanels(given, 'dev'),
  memory: memoryAgainstQuality,
  target: timeToTarget,
  heatmap: heatMap,
  updates: updateSizesFigure,
  tuning: rateSensitivity,
  sweep: sweepPanels,
} satisfies Record<string, (given: ReportedExperiment) => PlotSpec | undefined>;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];

/**
 * Draws a figure as the text of an SVG file: the same bytes for the same results. Undefined where
 * there is nothing to draw, as for the time to a target that no run sets.
 */
export async function drawFigure(
  name: FigureName,
  given: ReportedExperiment,
): Promise<string | undefined> {
  // A sweep has an arm for each value: more than the other figures have room for.
  if (given.experiment.sweep !== undefined && name !== 'sweep') return undefined;
  const spec = FIGURES[name](given);
  return spec && (await renderSvg(spec));
}
