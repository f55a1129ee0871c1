// Loaded before the cells of a notebook where they run without its kernel: writes what they show to
// file descriptor 3, a line of JSON for each output. It has the kernel's names.
import { writeSync } from 'node:fs';
import type { Output } from '../../src/notebooks/notebook.ts';

/** Where `run-cells.ts` listens. */
const RECORD = 3;

let cell = -1;

function record(output: Output | undefined): void {
  writeSync(RECORD, `${JSON.stringify({ cell, output })}\n`);
}

Object.assign(globalThis, {
  Deno: {
    jupyter: {
      display: async (data: Readonly<Record<string, string>>) => {
        record({ output_type: 'display_data', data: { ...data } });
      },
    },
  },
  /** Called where the next cell begins. */
  beginCell: () => {
    cell += 1;
    record(undefined);
  },
});
