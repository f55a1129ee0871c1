import { expect, it } from 'vitest';
import { notebooksFolder } from '../../src/notebooks/folder.ts';
import { notebookOf, SHOWING } from './notebooks.ts';
import { runCells } from './run-cells.ts';

it('runs cells in one scope and gives what each shows', async () => {
  const [first, printed, markdown, plot] = await runCells(SHOWING, notebooksFolder);
  expect(first).toEqual([]);
  expect(printed).toEqual([]);
  expect(markdown).toEqual([
    { output_type: 'display_data', data: { 'text/markdown': '**c** 4' } },
    { output_type: 'display_data', data: { 'text/markdown': 'd\n\ne' } },
  ]);
  expect(plot!.map(({ data }) => data)).toEqual([
    { 'image/svg+xml': expect.stringMatching(/^<svg .*<\/svg>\n$/) },
  ]);
});

it.each([
  ['throws', "throw new Error('out of cheese');", /^code cell 2 failed:.*out of cheese/s],
  ['waits for what never comes', 'await new Promise(() => {});', /^code cell 2 failed:/],
])('says which cell it is that %s', async (_what, source, message) => {
  const running = runCells(notebookOf('1;', source, '3;'), notebooksFolder);
  await expect(running).rejects.toThrow(message);
});
