import { expect, it } from 'vitest';
import { z } from 'zod';
import { commandOf, startContestant } from './contestants.ts';

const PROTOCOL = { ready: z.strictObject({ threads: z.number() }), turn: z.unknown() };

it.each([
  ['cannot be started', '/nowhere/python', 'gave no answer: spawn /nowhere/python ENOENT'],
  ['dies', '/bin/false', 'gave no answer: it ended with exit code 1'],
  ['says something else', '/bin/echo', /PyTorch answered -m step\.torch_step eager/],
])('tells what happened where a process %s', async (_, python, message) => {
  const command = commandOf('step/torch_step.py', python, ['eager']);
  const entrant = { name: 'PyTorch', command, workload: {} };
  await expect(startContestant(entrant, PROTOCOL)).rejects.toThrow(message);
});
