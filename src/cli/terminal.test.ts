import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SMALL } from './testing.ts';

/*
 * The command line on a terminal: `script` gives it one.
 */

const SCRIPT = '/usr/bin/script';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sublinear-terminal-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a terminal shows of a command, and the code that it exits with. */
function onTerminal(...args: string[]): Promise<{ code: number; text: string }> {
  const command = [process.execPath, 'src/cli/sublinear.mjs', ...args]
    .map((argument) => `'${argument}'`)
    .join(' ');
  return new Promise((done) => {
    execFile(SCRIPT, ['-qec', command, '/dev/null'], (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      done({ code, text: stripVTControlCharacters(stdout) });
    });
  });
}

const reason = existsSync(SCRIPT) ? '' : ` (skipped: there is no ${SCRIPT})`;

describe.skipIf(reason !== '')(`on a terminal${reason}`, () => {
  it('training has a live line, and no lines of its log', async () => {
    const { code, text } = await onTerminal(
      ...['train', 'configs/runs/demo-adam.yaml', '--folder', folder, ...SMALL],
    );
    expect(text).toMatch(
      /step 6\/6 .*loss \d+\.\d{3} {2}dev perplexity [\d.]+ {2}[\d,]+ tokens\/s/,
    );
    expect(text).toContain('translating the test set');
    expect(text).toMatch(/\nBLEU \d/);
    expect(text).not.toContain('logPerplexity');
    expect(code).toBe(0);
  });

  it('an experiment has a live line for a run, and says how it ended', async () => {
    const { code, text } = await onTerminal(
      ...['run', 'experiments/table1.yaml', '--only', 'B', '--arms', 'none', ...SMALL],
      ...['--results', join(folder, 'results'), '--runs', join(folder, 'runs')],
    );
    expect(text).toMatch(/B-none-s1 \d\/6 /);
    expect(text).toContain('[1/1] B-none-s1: BLEU');
    expect(code).toBe(0);
  });
});
