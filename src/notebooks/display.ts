import { type PlotSpec, renderSvg } from '../plots/svg.ts';
import { type Figure, svgFile } from '../report/figures/figure.ts';
import { roundCoordinates } from './round-coordinates.ts';

/** What Deno's kernel brings for showing things below a cell. */
declare const Deno: {
  jupyter: {
    display(data: Readonly<Record<string, string>>, options: { raw: true }): Promise<void>;
  };
};

/** Shows Markdown below the cell, such as a table. */
export function showMarkdown(markdown: string): Promise<void> {
  return Deno.jupyter.display({ 'text/markdown': markdown }, { raw: true });
}

/** Draws a plot below the cell, as SVG. */
export async function showPlot(spec: PlotSpec): Promise<void> {
  const svg = roundCoordinates(await renderSvg(spec));
  await Deno.jupyter.display({ 'image/svg+xml': svg }, { raw: true });
}

/** Shows a figure of a report below the cell, as SVG. */
export function showFigure(figure: Figure): Promise<void> {
  return Deno.jupyter.display({ 'image/svg+xml': svgFile(figure) }, { raw: true });
}
