import { expect, it } from 'vitest';
import { startContestant } from './contestant.ts';
import { SHAPES } from './shapes.ts';
import { workloadOf } from './workload.ts';

const WORKLOAD = workloadOf(SHAPES[0]!, 'adam');

it.each([
  ['cannot be started', '/nowhere/python', 'gave no answer: spawn /nowhere/python ENOENT'],
  ['dies', '/bin/false', 'gave no answer: it ended with exit code 1'],
  ['says something else', '/bin/echo', /answered .*torch_step\.py/],
])('tells what happened where a process %s', async (_, python, message) => {
  await expect(startContestant('PyTorch', WORKLOAD, python)).rejects.toThrow(message);
});
