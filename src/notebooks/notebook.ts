import { z } from 'zod';
import { parseJson } from '../config/json-file.ts';
import { validate } from '../config/validate.ts';

/** Text as notebook files keep it: whole, or cut into lines. */
const text = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? given : given.join('')));

/** What a cell shows below itself, by media type. */
const displaySchema = z.object({
  output_type: z.literal('display_data'),
  data: z.record(z.string(), text),
});

export type Output = z.infer<typeof displaySchema>;

/**
 * What a cell prints and the value that it ends in are left out. The kernel may send these after it
 * has said that the cell is done, so that whether a file had them would be a matter of luck.
 */
const passingSchema = z.object({ output_type: z.enum(['stream', 'execute_result']) });

const isShown = (output: Output | z.infer<typeof passingSchema>): output is Output =>
  output.output_type === 'display_data';

const markdownCellSchema = z.object({
  cell_type: z.literal('markdown'),
  id: z.string(),
  source: text,
});

const codeCellSchema = z.object({
  cell_type: z.literal('code'),
  id: z.string(),
  source: text,
  outputs: z
    .array(z.discriminatedUnion('output_type', [displaySchema, passingSchema]))
    .transform((outputs) => outputs.filter(isShown)),
});

/** nbformat 4.5, without what differs from one execution, or one editor, to the next. */
const notebookSchema = z.object({
  cells: z.array(z.discriminatedUnion('cell_type', [markdownCellSchema, codeCellSchema])),
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
});

export type Cell = z.infer<typeof markdownCellSchema> | z.infer<typeof codeCellSchema>;
export type CodeCell = Extract<Cell, { cell_type: 'code' }>;
export type Notebook = { readonly cells: readonly Cell[] };

/** Says which kernel a notebook is for, and how its cells are highlighted. */
const METADATA = {
  kernelspec: { display_name: 'Deno', language: 'typescript', name: 'deno' },
  language_info: {
    codemirror_mode: 'typescript',
    file_extension: '.ts',
    mimetype: 'text/x.typescript',
    name: 'typescript',
    nbconvert_exporter: 'script',
    pygments_lexer: 'typescript',
  },
};

/**
 * The notebook in the text of a file called `name`, as `formatNotebook` writes it or as editors do.
 *
 * @throws UserError where it is none, or a cell has failed
 */
export function parseNotebook(json: string, name: string): Notebook {
  const layer = parseJson(json, name, 'restore the notebook, or save it anew');
  const { cells } = validate(notebookSchema, layer, name);
  return { cells };
}

export function codeCells({ cells }: Notebook): CodeCell[] {
  return cells.filter((cell) => cell.cell_type === 'code');
}

/** `whole` in lines, each with its line break. */
const lines = (whole: string): string[] => whole.match(/[^\n]*\n|[^\n]+/g) ?? [];

function formatOutput({ data, output_type }: Output) {
  const byType = Object.entries(data).map(([type, value]) => [type, lines(value)]);
  return { data: Object.fromEntries(byType), metadata: {}, output_type };
}

/**
 * The text of a notebook file: the same for the same cells and outputs, laid out as Jupyter does.
 * Cells are numbered as if each was run once, in order.
 */
export function formatNotebook(notebook: Notebook): string {
  const numbers = new Map(codeCells(notebook).map((cell, i) => [cell, i + 1]));
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code'
      ? {
          cell_type: cell.cell_type,
          execution_count: numbers.get(cell),
          id: cell.id,
          metadata: {},
          outputs: cell.outputs.map(formatOutput),
          source: lines(cell.source),
        }
      : { cell_type: cell.cell_type, id: cell.id, metadata: {}, source: lines(cell.source) },
  );
  const file = { cells, metadata: METADATA, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(file, null, 1)}\n`;
}
