import { UserError } from '../../platform/errors.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { axesFigure } from './axes.ts';
import { type Figure, svgFile } from './figure.ts';
import { FIGURE_NAMES, type FigureName } from './figure-names.ts';
import { learningCurves } from './learning-curves.ts';
import { memoryFigure } from './memory-quality.ts';
import { rateFigure } from './rates.ts';
import { slopeFigure } from './slopes.ts';
import { updateSizesFigure } from './update-sizes.ts';

/** Each figure by its name on the command line; undefined where an experiment has no such figure. */
const FIGURES: Readonly<Record<FigureName, (given: ReportedExperiment) => Figure | undefined>> = {
  arms: slopeFigure,
  axes: axesFigure,
  dev: (given) => learningCurves(given, 'dev'),
  loss: (given) => learningCurves(given, 'loss'),
  memory: memoryFigure,
  rates: rateFigure,
  updates: updateSizesFigure,
};

/** A figure of an experiment; undefined where there is nothing to draw. */
export function drawFigure(name: FigureName, given: ReportedExperiment): Figure | undefined {
  // A sweep has an arm for each value: more than the other figures have room for.
  if (given.experiment.sweep !== undefined && name !== 'rates') return undefined;
  return FIGURES[name](given);
}

export function figureFiles(given: ReportedExperiment): Map<FigureName, string> {
  return new Map(
    FIGURE_NAMES.flatMap((name): [FigureName, string][] => {
      const figure = drawFigure(name, given);
      return figure === undefined ? [] : [[name, svgFile(figure)]];
    }),
  );
}

/**
 * One figure as the text of a file.
 *
 * @throws UserError where there is no figure of that name, or nothing to draw
 */
export function figureText(name: string | undefined, given: ReportedExperiment): string {
  const known = FIGURE_NAMES.find((each) => each === name);
  const figure = known && drawFigure(known, given);
  if (figure !== undefined) return svgFile(figure);
  const problem =
    name === undefined
      ? 'say which'
      : `--figure ${name}: there is ${known ? 'nothing to draw' : 'no such figure'}`;
  const others = FIGURE_NAMES.filter((each) => drawFigure(each, given) !== undefined);
  throw new UserError(
    `${problem}; the figures of ${given.experiment.experiment} are ${others.join(', ')}`,
  );
}
