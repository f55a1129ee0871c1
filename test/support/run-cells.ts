import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { transform } from 'esbuild';
import {
  type CodeCell,
  codeCells,
  type Notebook,
  type Output,
} from '../../src/notebooks/notebook.ts';

const RECORDER = new URL('./cell-recorder.ts', import.meta.url).href;

/** Of what a failed cell printed on standard error, what is worth repeating. */
const KEPT_LINES = 15;

/** One module of all cells, each after the call that says so. */
async function moduleOf(cells: readonly CodeCell[]): Promise<string> {
  const source = cells.map((cell) => `beginCell();\n${cell.source}\n`).join('');
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2023' });
  return code;
}

/** A line of what `cell-recorder.ts` writes; without an output where a cell begins. */
type RecordLine = { readonly cell: number; readonly output?: Output };

/**
 * Runs the cells of `notebook` in Node, without its kernel: in order, in one scope, in a process of
 * their own.
 *
 * @param folder where the notebook lies: its imports and files are found from there
 * @returns what each code cell shows
 * @throws Error where a cell throws, with its number among the code cells
 */
export async function runCells(notebook: Notebook, folder: string): Promise<Output[][]> {
  const cells = codeCells(notebook);
  const module = await moduleOf(cells);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', RECORDER, '--input-type=module'],
    { cwd: folder, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] },
  );
  child.stdin!.end(module);
  const [records, complaints, [code]] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stderr!),
    once(child, 'close'),
  ]);
  const lines = records.split('\n').slice(0, -1);
  const recorded = lines.map((line) => JSON.parse(line) as RecordLine);
  if (code !== 0) {
    const tail = complaints.trim().split('\n').slice(-KEPT_LINES).join('\n');
    throw new Error(`code cell ${(recorded.at(-1)?.cell ?? -1) + 1} failed:\n${tail}`);
  }
  return cells.map((_, cell) =>
    recorded.flatMap((line) =>
      line.cell === cell && line.output !== undefined ? [line.output] : [],
    ),
  );
}
