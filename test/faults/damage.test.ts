import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkpointSteps } from '../../src/checkpoint/store.ts';
import { UserError } from '../../src/platform/errors.ts';
import { readResult } from '../../src/results/store.ts';
import { checkpointFolder } from '../../src/train/resume.ts';
import { loadTrainedModel, type ParameterChoice } from '../../src/train/trained-model.ts';
import { leaveDeadLease } from '../support/leases.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { type Draw, seededDraw } from './draw.ts';
import { outcomeOf, TIMEOUT, trainHere, writeSmallRun } from './small-run.ts';

vi.setConfig({ testTimeout: TIMEOUT, hookTimeout: TIMEOUT });

/** How often each file is damaged before a run goes on: cut short and with a bit flipped in turn. */
const DAMAGES = Number(process.env.SUBLINEAR_DAMAGES ?? 1);

/** The same before what it has learned, or its result, is read, which takes less time. */
const DAMAGES_READ = 4 * DAMAGES;

const folder = sharedFolder();
const small = writeSmallRun(folder, 12);
const finished = join(folder, 'finished');
const stopped = join(folder, 'stopped');
const copy = join(folder, 'copy');

beforeAll(async () => {
  await trainHere(small, finished);
  await trainHere(small, stopped, (step, stop) => {
    if (step === 7) stop();
  });
  // What a process that was killed leaves.
  leaveDeadLease(stopped);
});

type Damage = (bytes: Buffer, draw: Draw) => Buffer;

const cutShort: Damage = (bytes, draw) => bytes.subarray(0, draw(bytes.length));

const flipBit: Damage = (bytes, draw) => {
  const flipped = Buffer.from(bytes);
  flipped[draw(bytes.length)]! ^= 1 << draw(8);
  return flipped;
};

const KINDS = [
  ['cut short', cutShort],
  ['with a bit flipped', flipBit],
] as const;

/** Calls `use` with each file of a fresh copy of `original`, damaged, `times` times. */
async function eachDamage(
  original: string,
  times: number,
  use: (path: string, what: string) => Promise<void>,
): Promise<void> {
  const draw = seededDraw(1);
  const files = readdirSync(original, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(original.length))
    .sort();
  for (const [i, file] of files.entries()) {
    const bytes = readFileSync(join(original, file));
    for (let time = 0; time < times; time++) {
      const [kind, damage] = KINDS[(i + time) % KINDS.length]!;
      cpSync(original, copy, { recursive: true });
      writeFileSync(join(copy, file), damage(bytes, draw));
      await use(join(copy, file), `${file} ${kind}, time ${time}`);
      rmSync(copy, { recursive: true });
    }
  }
}

describe.each([
  ['stopped', stopped],
  ['finished', finished],
])('a run that was %s', (_what, original) => {
  it('goes on to the same end, whichever of its files is damaged', {
    timeout: (1 + DAMAGES) * TIMEOUT,
  }, async () => {
    const newest = checkpointSteps(checkpointFolder(original)).at(-1)!;
    await eachDamage(original, DAMAGES, async (path, what) => {
      await trainHere(small, copy);
      // Training that goes on from the newest checkpoint does not look at older ones.
      const step = Number(/step-(\d+)/.exec(path)?.[1] ?? newest);
      const unread = step < newest ? step : undefined;
      expect(outcomeOf(copy, unread), what).toEqual(outcomeOf(finished, unread));
    });
  });
});

/** What `read` gives, or the message with which it refuses; anything else that it throws fails. */
async function readOrRefuse<T>(read: () => Promise<T> | T): Promise<T | { refusal: string }> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refusal: error.message };
  }
}

it.each<ParameterChoice>(['last', 'best', 'polyak'])(
  'what a run has learned (%s) is read as it was, or refused with the name of the damaged file',
  async (choice) => {
    const read = async (run: string) => {
      tf.engine().startScope();
      try {
        const { config, step, parameters } = await loadTrainedModel(run, choice);
        const values = Object.entries(parameters).map(([name, tensor]) => [
          name,
          tensor.dataSync(),
        ]);
        return { config, step, values };
      } finally {
        tf.engine().endScope();
      }
    };
    const undamaged = await read(finished);
    let refused = 0;
    await eachDamage(finished, DAMAGES_READ, async (path, what) => {
      const found = await readOrRefuse(() => read(copy));
      if ('refusal' in found) {
        refused++;
        expect(found.refusal).toContain(path);
        expect(found.refusal).toMatch(/start the training again, which/);
      } else {
        expect(found, what).toEqual(undamaged);
      }
    });
    expect(refused).toBeGreaterThan(0);
  },
  (1 + DAMAGES) * TIMEOUT,
);

it('a result is read as it was, or refused with its name and what to do', async () => {
  const original = join(finished, 'result.json');
  const bytes = readFileSync(original);
  const undamaged = readResult(original);
  const path = join(folder, 'result.json');
  const draw = seededDraw(2);
  for (const damage of [cutShort, flipBit]) {
    for (let time = 0; time < 100 * DAMAGES_READ; time++) {
      writeFileSync(path, damage(bytes, draw));
      const found = await readOrRefuse(() => readResult(path));
      if (found !== undefined && 'refusal' in found) {
        expect(found.refusal).toContain(path);
        expect(found.refusal).toContain('restore the file, or remove it and run it again');
      } else {
        expect(found).toEqual(undamaged);
      }
    }
  }
});
