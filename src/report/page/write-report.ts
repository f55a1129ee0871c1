import { dirname, relative } from 'node:path';
import { writeWholeFile } from '../../platform/atomic-write.ts';
import { cellLabel } from '../figures/labels.ts';
import { memoryPanels } from '../figures/memory-quality.ts';
import { rateSensitivity } from '../figures/rate-sensitivity.ts';
import { timeToTarget } from '../figures/target.ts';
import { updateSizesFigure } from '../figures/update-sizes.ts';
import { type PlotSpec, renderSvg } from '../plot.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { type ExperimentSection, sectionId } from './experiment-section.ts';
import { renderPage } from './page.ts';

/** Draws parts of one page. */
function drawInPage(specs: readonly PlotSpec[], prefix: string): Promise<string[]> {
  return Promise.all(specs.map((spec, index) => renderSvg(spec, `${prefix}-${index}-`)));
}

/** What an experiment has besides its table, such as Figure 1 of the paper. */
async function ownFigure(given: ReportedExperiment, id: string) {
  const { figure } = given.experiment;
  const plot = updateSizesFigure(given);
  if (figure === undefined || plot === undefined) return [];
  const caption =
    `${figure.label} of ${figure.tensor}: the root mean square of the update before clipping and ` +
    'step size, g / √v, which is 1 where the second moment fits the gradient. The paper’s curve is ' +
    'read off its Figure 1.';
  // The page has its own words for what a title says.
  return [{ caption, svgs: await drawInPage([{ ...plot, title: undefined }], `${id}-own`) }];
}

async function targetFigure(given: ReportedExperiment, id: string) {
  const { experiment, report } = given;
  const figure = timeToTarget(given);
  if (report.target === undefined || figure === undefined) return [];
  const caption =
    'How long it takes until the log-perplexity of the development set is ' +
    `${report.target.logPerplexity.toFixed(3)}, where ${cellLabel(experiment, report.target)} ` +
    'ends: the soonest first, in steps, and in minutes where runs kept them. Minutes belong to the ' +
    'machine and to what else it was doing, often another run: only steps compare optimisers.';
  return [{ caption, svgs: await drawInPage([{ ...figure, title: undefined }], `${id}-target`) }];
}

async function tuningFigure(given: ReportedExperiment, id: string) {
  const plot = rateSensitivity(given);
  if (plot === undefined) return undefined;
  const caption =
    'What a wrong number costs: the log-perplexity of the development set at the end of each trial, ' +
    'over how many times the row’s own number it used. The large mark was chosen; trials that ' +
    'diverged are left out.';
  return { caption, svgs: await drawInPage([{ ...plot, title: undefined }], `${id}-tuning`) };
}

async function sectionOf(given: ReportedExperiment): Promise<ExperimentSection> {
  const id = sectionId(given);
  const memory = {
    caption: 'Optimiser state against quality: bytes kept between steps, and BLEU of the test set.',
    svgs: await drawInPage(memoryPanels(given), `${id}-memory`),
  };
  const own = await ownFigure(given, id);
  const drawings = [...own, memory, ...(await targetFigure(given, id))];
  return { given, drawings, tuning: await tuningFigure(given, id) };
}

/** The text of the report on `experiments`, for a page at `path`. */
export async function reportPage(
  experiments: readonly ReportedExperiment[],
  root: string,
  path: string,
): Promise<string> {
  const fullest = experiments.toSorted((a, b) => b.results.length - a.results.length);
  const folder = relative(dirname(path), root);
  return renderPage(await Promise.all(fullest.map(sectionOf)), folder === '' ? '' : `${folder}/`);
}

/**
 * Writes the report on `experiments` to `path`.
 *
 * @param root the folder of all results
 */
export async function writeReport(
  experiments: readonly ReportedExperiment[],
  root: string,
  path: string,
): Promise<void> {
  const page = await reportPage(experiments, root, path);
  writeWholeFile(path, [page]);
}
