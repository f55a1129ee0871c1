import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SMALL } from '../../test/support/small-demo.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';

/*
 * The command line on a terminal: `script` gives it one.
 */

const SCRIPT = '/usr/bin/script';

const folder = temporaryFolder();

/**
 * `command` on a terminal, by itself: Ctrl-C goes to every process of a terminal, and a shell that
 * waits would end by it with a code of its own.
 */
const alone = (command: string) => ['-qec', `exec ${command}`, '/dev/null'];

const commandOf = (...args: string[]) =>
  [process.execPath, 'src/cli/sublinear.mjs', ...args].map((word) => `'${word}'`).join(' ');

/** What a terminal shows of a command, and the code that it exits with. */
function onTerminal(...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((done) => {
    execFile(SCRIPT, alone(commandOf(...args)), (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      done({ code, text: stripVTControlCharacters(stdout) });
    });
  });
}

const reason = existsSync(SCRIPT) ? '' : ` (skipped: there is no ${SCRIPT})`;

describe.skipIf(reason !== '')(`on a terminal${reason}`, () => {
  it('training has a live line, and no lines of its log', async () => {
    const { code, text } = await onTerminal(
      ...['train', 'configs/runs/demo-adam.yaml', '--folder', folder(), ...SMALL],
    );
    expect(text).toMatch(
      /step 6\/6 .*loss \d+\.\d{3} {2}dev perplexity [\d.]+ {2}[\d,]+ tokens\/s/,
    );
    expect(text).toContain('translating the test set');
    expect(text).toMatch(/\nBLEU \d/);
    expect(text).not.toContain('logPerplexity');
    expect(code).toBe(0);
  });

  it('Ctrl-C is answered at once, saves what is done, and is no error', async () => {
    const command = commandOf(
      ...['train', 'demo-adam', '--folder', folder(), ...SMALL, '--set', 'training.steps=100000'],
    );
    const child = spawn(SCRIPT, alone(command), { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    let pressed = false;
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (pressed || !/step [1-9]/.test(text)) return;
      pressed = true;
      child.stdin.write('\u0003');
    });
    const code = await new Promise((done) => child.on('close', done));
    const shown = stripVTControlCharacters(text);
    expect(shown).toContain('stopping after this step; press again to stop now');
    expect(shown).toMatch(/\nstopped after step \d+, which is saved; the same command goes on/);
    expect(shown).not.toContain('error:');
    expect(code).toBe(75);
  });

  it('an error is bold and red, unless somebody wants no colours', async () => {
    const command = commandOf('nonesuch');
    const shown = (environment: string) =>
      new Promise<string>((done) => {
        // Build machines say so in CI, where Node colours nothing of its own accord.
        const line = `env -u NO_COLOR -u CI TERM=xterm ${environment} ${command}`;
        execFile(SCRIPT, alone(line), (_error, stdout) => done(stdout));
      });
    const red = '\u001B[1;31merror:\u001B[22;39m unknown command: nonesuch';
    expect((await shown('')).slice(0, red.length)).toBe(red);
    expect(await shown('NO_COLOR=1')).toMatch(/^error: unknown command: nonesuch/);
  });

  it('a download that fails leaves no live bar, and ends', async () => {
    mkdirSync(folder('mirror'));
    // Of the size that is expected, so that only the end shows that it is another file.
    writeFileSync(folder('mirror', 'train.en.gz'), Buffer.alloc(568_929));
    const { code, text } = await onTerminal(
      ...['data', 'download', 'multi30k', '--mirror', folder('mirror')],
      ...['--set', `dataset.input.folder=${folder('downloads')}`],
    );
    expect(text).toContain('train.en.gz, 569 kB');
    expect(text.trimEnd()).toMatch(
      /error: train\.en\.gz: not the file expected: its sha256 is \w+, expected \w+$/,
    );
    expect(code).toBe(2);
  });

  it('an experiment has a live line for a run, and says how it ended', async () => {
    const { code, text } = await onTerminal(
      ...['run', 'experiments/table1.yaml', '--only', 'B', '--arms', 'none', ...SMALL],
      ...['--results', folder('results'), '--runs', folder('runs')],
    );
    expect(text).toMatch(/B-none-s1 \d\/6 /);
    expect(text).toContain('[1/1] B-none-s1: BLEU');
    expect(code).toBe(0);
  });
});
