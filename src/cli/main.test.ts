import { beforeEach, expect, it, vi } from 'vitest';
import { StoppedError, UserError } from '../platform/errors.ts';
import { main } from './main.ts';

const { handler } = vi.hoisted(() => ({ handler: vi.fn() }));
vi.mock('./commands/doctor.ts', async () => {
  const { command } = await import('./command.ts');
  return { doctorCommand: command({ usage: 'doctor', describe: 'Look around', handler }) };
});

const stdout = vi.spyOn(console, 'log');
const stderr = vi.spyOn(console, 'error');
beforeEach(() => {
  handler.mockReset();
  for (const output of [stdout, stderr]) output.mockReset().mockImplementation(() => {});
});

it('exits with 0 where a command succeeds', async () => {
  expect(await main(['doctor'])).toBe(0);
  expect(handler).toHaveBeenCalledTimes(1);
});

it('prints its help and version', async () => {
  expect(await main(['--help'])).toBe(0);
  expect(stdout.mock.lastCall?.[0]).toContain('sublinear doctor');
  expect(await main(['--version'])).toBe(0);
  expect(stdout.mock.lastCall?.[0]).toMatch(/^\d+\.\d+\.\d+$/);
});

it.each([[['-h']], [['help']], [['--help']]])('prints its help for %j', async (argv) => {
  expect(await main(argv)).toBe(0);
  expect(stdout.mock.lastCall?.[0]).toMatch(/sublinear doctor +Look around/);
});

it.each([[['doctor', '-h']], [['help', 'doctor']], [['doctor', '--help']]])(
  'prints the help of a command for %j, and does nothing',
  async (argv) => {
    expect(await main(argv)).toBe(0);
    expect(stdout.mock.lastCall?.[0]).toMatch(/^sublinear doctor\n\nLook around/);
    expect(stdout.mock.lastCall?.[0]).not.toContain('--version');
    expect(handler).not.toHaveBeenCalled();
  },
);

it('prints its help as a mistake where no command is given', async () => {
  expect(await main([])).toBe(2);
  expect(stdout).not.toHaveBeenCalled();
  expect(stderr.mock.lastCall?.[0]).toContain('sublinear doctor');
});

it('exits with 75, and says so without an error, for what was stopped and can go on', async () => {
  handler.mockRejectedValue(new StoppedError('stopped after step 7, which is saved'));
  expect(await main(['doctor'])).toBe(75);
  expect(stderr.mock.calls).toEqual([['stopped after step 7, which is saved']]);
});

it.each([
  [['table', 'experiments/table1.yaml', '--only', 'A', '--only', 'B'], 'only'],
  [['run', 'experiments/table1.yaml', '--results', 'a', '--results', 'b'], 'results'],
])('refuses an option that is given twice: %j', async (argv, name) => {
  expect(await main(argv)).toBe(2);
  expect(stderr.mock.calls).toEqual([
    [`error: --${name} was given twice; give it once (several names go with commas)`],
  ]);
});

it("exits with 2 and the message alone for a user's mistake", async () => {
  handler.mockRejectedValue(new UserError('no such file: a.yaml'));
  expect(await main(['doctor'])).toBe(2);
  expect(stderr.mock.calls).toEqual([['error: no such file: a.yaml']]);
});

it('exits with 2 and what to do where the disk is full', async () => {
  const full = { code: 'ENOSPC', syscall: 'write', path: 'a.bin' };
  handler.mockRejectedValue(Object.assign(new Error('ENOSPC: no space left'), full));
  expect(await main(['doctor'])).toBe(2);
  expect(stderr.mock.calls).toHaveLength(1);
  expect(stderr.mock.calls[0]?.[0]).toMatch(
    /^error: a\.bin: cannot be written: no room is left on the disk \(ENOSPC\); make room, and/,
  );
});

it('exits with 1 and the stack for anything else', async () => {
  const defect = new TypeError('x is undefined');
  handler.mockRejectedValue(defect);
  expect(await main(['doctor'])).toBe(1);
  expect(stderr.mock.calls).toEqual([[defect]]);
});
