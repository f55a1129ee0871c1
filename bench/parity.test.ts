import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../src/backend/cache-folder.ts';
import { startBackend } from '../src/backend/start.ts';
import { initialParameters } from '../src/model/parameters.ts';
import { startContestant } from './contestant.ts';
import { peerPython } from './peer-environment.ts';
import type { Shape } from './shapes.ts';
import { createTraining } from './training.ts';
import { OPTIMIZERS, type Workload, workloadOf } from './workload.ts';

/** Steps after the first that both sides are followed for. */
const STEPS = 10;

/** Losses near 4 are to differ by less than 5e-6: float32 has seven digits. */
const DIGITS = 5;

const SHAPE: Shape = {
  name: 'parity',
  model: {
    encoderLayers: 1,
    decoderLayers: 2,
    dModel: 16,
    dFeedForward: 24,
    heads: 2,
    dropout: { residual: 0, attention: 0, relu: 0 },
    labelSmoothing: 0.1,
    embedding: { sharing: 'all', sigma: '1/sqrt(dModel)', multiplier: 'sqrt(dModel)' },
  },
  vocabulary: 50,
  rounds: 1,
  steps: STEPS,
  timesOptimizer: false,
};

/** `workload` with the last words of each second sentence pair replaced by padding. */
function withPadding(workload: Workload): Workload {
  const { batch, padId } = workload;
  const shorten = (ids: readonly number[]) =>
    ids.map((id, position) => {
      const row = Math.floor(position / batch.length);
      const isEnd = position % batch.length > batch.length / 2;
      return row % 2 === 1 && isEnd ? padId : id;
    });
  return {
    ...workload,
    batch: {
      ...batch,
      source: shorten(batch.source),
      targetInput: shorten(batch.targetInput),
      targetOutput: shorten(batch.targetOutput),
    },
  };
}

async function parameterValues({ model, vocabulary, seed }: Workload): Promise<string> {
  const parameters = initialParameters(model, vocabulary, seed);
  const values = Object.entries(parameters).map(([name, tensor]) => [
    name,
    Array.from(tensor.dataSync()),
  ]);
  return JSON.stringify(Object.fromEntries(values));
}

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const python = peerPython(cacheFolder());

const withPeer = it.runIf(existsSync(python));

withPeer.each(Object.values(OPTIMIZERS))(
  // Without the peer the name says why nothing ran.
  `PyTorch (\`make bench\` installs it) and both executors take the same steps with optimizer $name`,
  async ({ name }) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sublinear-parity-'));
    const workload = withPadding(workloadOf(SHAPE, name));
    try {
      const parametersFile = path.join(folder, 'parameters.json');
      await writeFile(parametersFile, await parameterValues(workload));
      const peer = await startContestant('PyTorch', { ...workload, parametersFile }, python);
      const theirs = await peer.turn(STEPS);
      await peer.stop();
      for (const executor of ['eager', 'graph'] as const) {
        const training = createTraining(workload, executor);
        const ours: number[] = [];
        while (ours.length < 2 + STEPS) ours.push((await training.step()).loss);
        expect(training.parameters).toBe(peer.ready.parameters);
        expect(peer.ready.firstLoss).toBeCloseTo(ours[0]!, DIGITS);
        for (const [step, loss] of theirs.losses.entries()) {
          expect(loss).toBeCloseTo(ours[2 + step]!, DIGITS);
        }
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
