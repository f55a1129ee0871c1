import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Pace } from './cost.ts';
import type { PlannedExperiment } from './definition.ts';
import { runFolder, runName } from './run-files.ts';

/** What is read of a line of a run's log: when an attempt began, and when a step was done. */
const lineSchema = z.union([
  z.object({ msg: z.literal('start') }),
  z.object({ msg: z.literal('train'), time: z.iso.datetime(), step: z.int().positive() }),
]);

type Logged = { readonly steps: number; readonly seconds: number };

function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    // The last line, while it is being written.
    return undefined;
  }
}

/**
 * The steps between the first and the last logged one of each attempt at a run, and how long they
 * took with the evaluations between them. What comes before the first, compiling above all, and the
 * time between attempts are left out.
 */
function loggedSteps(log: string): Logged {
  const sum = { steps: 0, seconds: 0 };
  let before: { step: number; at: number } | undefined;
  for (const line of log.split('\n')) {
    const parsed = parseLine(line);
    if (parsed === undefined) continue;
    if (parsed.msg === 'start') {
      before = undefined;
      continue;
    }
    const now = { step: parsed.step, at: Date.parse(parsed.time) };
    if (before !== undefined && now.step > before.step) {
      sum.steps += now.step - before.step;
      sum.seconds += (now.at - before.at) / 1000;
    }
    before = now;
  }
  return sum;
}

/** The pace of that run of `plan` with most steps in its log; undefined where none has logged two. */
export function loggedPace(plan: PlannedExperiment, runs: string): Pace | undefined {
  const logged = plan.runs
    .map((run) => ({ name: runName(run), file: join(runFolder(runs, run), 'log.ndjson') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, ...loggedSteps(readFileSync(file, 'utf8')) }))
    .toSorted((a, b) => b.steps - a.steps);
  const [longest] = logged;
  if (longest === undefined || longest.steps === 0) return undefined;
  const { name, steps, seconds } = longest;
  return { secondsAStep: seconds / steps, testSeconds: 0, run: name, steps };
}
