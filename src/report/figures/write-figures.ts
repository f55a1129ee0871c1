import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { UserError } from '../../platform/errors.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { drawFigure, FIGURE_NAMES, type FigureName } from './figures.ts';

/** Where a figure lies unless told otherwise, from the folder of all results. */
export function figureFile(
  { experiment, protocol }: ReportedExperiment,
  figure: FigureName,
): string {
  return join(experiment.experiment, protocol, 'figures', `${figure}.svg`);
}

function figureNamed(name: string): FigureName {
  const known = FIGURE_NAMES.find((figure) => figure === name);
  if (known !== undefined) return known;
  throw new UserError(
    `--figure ${name}: there is no such figure; expected one of ${FIGURE_NAMES.join(', ')}`,
  );
}

/** Why a figure has nothing to show, of those that may not have. */
const NOTHING_TO_DRAW: Partial<Record<FigureName, string>> = {
  target: 'names no cell under `target` that has completed',
  tuning: 'tunes no row that all trials are there of',
  sweep: 'sweeps no number; experiments/rates.yaml does, under `sweep`',
  updates: 'describes no figure of update sizes; experiments/figure1.yaml does, under `figure`',
};

/**
 * Draws one figure.
 *
 * @param root the folder of all results
 * @param path where to, in place of where the figure lies unless told otherwise
 * @returns where to
 */
export async function writeFigure(
  root: string,
  given: ReportedExperiment,
  name: string,
  path?: string | undefined,
): Promise<string> {
  const figure = figureNamed(name);
  const svg = await drawFigure(figure, given);
  if (svg === undefined) {
    const why =
      given.experiment.sweep === undefined
        ? NOTHING_TO_DRAW[figure]
        : 'sweeps a number, and has the figure `sweep` alone';
    throw new UserError(`--figure ${name}: ${given.experiment.file} ${why ?? ''}`.trim());
  }
  const to = path ?? join(root, figureFile(given, figure));
  writeWholeFile(to, [svg]);
  return to;
}

/**
 * Draws every figure of an experiment to where it lies, and removes one that there is nothing to
 * draw of any more.
 *
 * @param root the folder of all results
 * @yields the path of each file once it is written
 */
export async function* writeFigures(
  root: string,
  given: ReportedExperiment,
): AsyncGenerator<string> {
  for (const figure of FIGURE_NAMES) {
    const path = join(root, figureFile(given, figure));
    const svg = await drawFigure(figure, given);
    if (svg === undefined) {
      rmSync(path, { force: true });
      continue;
    }
    writeWholeFile(path, [svg]);
    yield path;
  }
}
