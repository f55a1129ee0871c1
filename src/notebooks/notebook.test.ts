import { describe, expect, it } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { codeCells, formatNotebook, parseNotebook } from './notebook.ts';

const shown = (text: string | string[]) => ({
  output_type: 'display_data',
  data: { 'text/markdown': text },
  metadata: { isolated: true },
});

const code = (id: string, source: string | string[], outputs: unknown[] = []) => ({
  cell_type: 'code',
  execution_count: 17,
  id,
  metadata: { execution: { 'iopub.status.busy': '2026-01-01T00:00:00Z' }, tags: ['x'] },
  outputs,
  source,
});

const markdown = {
  cell_type: 'markdown',
  id: 'm',
  metadata: { editable: true },
  source: '# Hi\nyou',
};

const file = (...cells: unknown[]) =>
  JSON.stringify({
    cells,
    metadata: { kernelspec: { name: 'other' }, language_info: { version: '5.0' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

describe('the text of a notebook', () => {
  it('has nothing that differs between executions or editors', () => {
    const here = file(markdown, code('a', ['1;\n', '2;'], [shown(['x\n', 'y'])]));
    const elsewhere = here
      .replace('17', '3')
      .replace('2026-01-01', '2026-02-02')
      .replace('"5.0"', '"6.0"')
      .replace('["1;\\n","2;"]', '"1;\\n2;"');
    expect(elsewhere).not.toBe(here);
    const text = formatNotebook(parseNotebook(here, 'a.ipynb'));
    expect(formatNotebook(parseNotebook(elsewhere, 'a.ipynb'))).toBe(text);
    expect(formatNotebook(parseNotebook(text, 'a.ipynb'))).toBe(text);
    for (const changing of ['2026', '17', '5.0', 'tags', 'editable', 'isolated', 'other']) {
      expect(text).not.toContain(changing);
    }
  });

  it('numbers cells of code in order, and cuts text into lines', () => {
    const text = formatNotebook(
      parseNotebook(file(code('a', ''), markdown, code('b', '1;\n\n2;')), 'a.ipynb'),
    );
    const { cells } = JSON.parse(text) as { cells: Record<string, unknown>[] };
    expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, undefined, 2]);
    expect(cells.map(({ source }) => source)).toEqual([
      [],
      ['# Hi\n', 'you'],
      ['1;\n', '\n', '2;'],
    ]);
  });

  it('has what cells show, not what they print or end in', () => {
    const outputs = [
      { output_type: 'stream', name: 'stdout', text: 'a' },
      shown('b\nc'),
      { output_type: 'execute_result', data: { 'text/plain': 'd' }, execution_count: 1 },
    ];
    const once = parseNotebook(file(code('a', '', outputs)), 'a.ipynb');
    const [cell] = codeCells(parseNotebook(formatNotebook(once), 'a.ipynb'));
    expect(cell!.outputs).toEqual([
      { output_type: 'display_data', data: { 'text/markdown': 'b\nc' } },
    ]);
  });
});

describe('a file', () => {
  it.each([
    [
      'whose cell failed',
      file(code('a', '1', [{ output_type: 'error', ename: 'E', evalue: '', traceback: [] }])),
      'cells.0.outputs.0.output_type',
    ],
    [
      'of an older form',
      file().replace('"nbformat_minor":5', '"nbformat_minor":4'),
      'nbformat_minor',
    ],
    ['without cells', '{}', 'cells: missing'],
    ['cut off', '{"cells": [', 'not valid JSON'],
    ['of no object', '[]', 'expected a JSON object'],
  ])('%s is refused', (_what, text, message) => {
    expect(() => parseNotebook(text, 'a.ipynb')).toThrow(UserError);
    expect(() => parseNotebook(text, 'a.ipynb')).toThrow(message);
    expect(() => parseNotebook(text, 'a.ipynb')).toThrow('a.ipynb');
  });
});
