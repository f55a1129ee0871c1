import type { Notebook } from '../../src/notebooks/notebook.ts';

/** A notebook of these cells of code, none of them run. */
export function notebookOf(...sources: readonly string[]): Notebook {
  return {
    cells: sources.map((source, i) => ({
      cell_type: 'code' as const,
      id: `cell-${i}`,
      source,
      outputs: [],
    })),
  };
}

/** Cells that print, end in values and show things, and use each other's names. */
export const SHOWING = notebookOf(
  `import { showMarkdown, showPlot } from '../src/notebooks/display.ts';
   import type { PlotSpec } from '../src/plots/svg.ts';
   const twice = (value: number): number => 2 * value;`,
  `console.log('a'); console.error('b'); twice(2)`,
  `await showMarkdown('**c** ' + twice(2)); await showMarkdown('d\\n\\ne');`,
  `const spec: PlotSpec = {
     width: 20, height: 20,
     data: { values: [{ x: 1 }, { x: twice(1) }] },
     mark: 'point',
     encoding: { x: { field: 'x', type: 'quantitative' } },
   };
   await showPlot(spec);`,
);
