import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

describe('runCommand', () => {
  it('returns what the command printed', async () => {
    expect(await runCommand('sh', ['-c', 'echo out; echo err >&2'])).toBe('out\n');
  });

  it('repeats the end of what a failed command said', async () => {
    const failing = runCommand('sh', ['-c', 'seq 100; echo broken >&2; exit 4']);
    await expect(failing).rejects.toThrow(/^sh ended with exit code 4:\n(\d+\n){14}broken$/);
  });

  it('tells a crash from an exit', async () => {
    await expect(runCommand('sh', ['-c', 'kill -ILL $$'])).rejects.toThrow('signal SIGILL');
  });

  it('fails where the command is missing', async () => {
    await expect(runCommand('no-such-command', [])).rejects.toThrow('no-such-command');
  });
});
