import { loader, logger, None, parse, textMetrics, View } from 'vega';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';

/** What to draw, in the grammar of Vega-Lite: data, marks, and what each channel shows. */
export type PlotSpec = TopLevelSpec;

/** Colours that the colour-blind can tell apart (Okabe & Ito, 2008); yellow is too pale for lines. */
const PALETTE = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

/** The look that all plots share. */
const THEME: Config = {
  background: 'white',
  font: 'sans-serif',
  range: { category: PALETTE },
  axis: { gridColor: '#eee', domainColor: '#888', tickColor: '#888' },
  view: { stroke: '#ddd' },
};

/** Fetches nothing: a plot has its data inside, so the specification alone decides what it shows. */
const noLoader = {
  ...loader(),
  load: async (address: string) => {
    throw new Error(`plots hold their data as values, and load nothing from ${address}`);
  },
};

/** Numbers what a drawing refers to inside itself: Vega counts over all drawings of a process. */
function numberIdentifiers(svg: string): string {
  const numbers = new Map<string, string>();
  return svg.replaceAll(/(\bid="|url\(#)([^")]+)/g, (_, before: string, name: string) => {
    const known = numbers.get(name) ?? `clip${numbers.size}`;
    numbers.set(name, known);
    return before + known;
  });
}

/**
 * Draws `spec` as the text of an SVG file. The same specification gives the same bytes on every
 * machine.
 *
 * @throws Error where Vega-Lite warns, say of a logarithmic scale that would reach zero
 */
export async function renderSvg(spec: PlotSpec): Promise<string> {
  // Widths of labels are estimated, lest an installed canvas package measure this machine's fonts.
  textMetrics.canvas(false);
  const complaints: string[] = [];
  const complain = (...messages: readonly unknown[]) => {
    complaints.push(messages.map(String).join(' '));
    return collector;
  };
  const collector: ReturnType<typeof logger> = { ...logger(None), warn: complain, error: complain };
  const compiled = compile(spec, { config: THEME, logger: collector });
  const view = new View(parse(compiled.spec), {
    renderer: 'none',
    logger: collector,
    loader: noLoader,
  });
  const svg = await view.toSVG();
  view.finalize();
  if (complaints.length > 0) throw new Error(`cannot draw this plot: ${complaints.join('; ')}`);
  return `${numberIdentifiers(svg)}\n`;
}
