import { beforeAll, expect, it } from 'vitest';
import { startBackend } from '../../src/backend/start.ts';
import { TINY } from '../../test/support/tiny-model.ts';
import { entrantOf, startContestant } from '../harness/contestants.ts';
import { readParameters } from '../harness/parameters-file.ts';
import { peerPython } from '../harness/peers.ts';
import type { Shape } from '../harness/shapes.ts';
import { withInitialParameters } from './measure.ts';
import { PROGRAMS, STEP_PROTOCOL } from './protocol.ts';
import { createTraining } from './training.ts';
import { OPTIMIZERS, type Workload, workloadOf } from './workload.ts';

const PEERS = ['PyTorch', 'torch.compile', 'JAX'] as const;

/** Steps after the first that both sides are followed for. */
const STEPS = 10;

/** Compiling takes a minute where other tests run beside it. */
const TIMEOUT_MS = 300_000;

/** Losses near 4 are to differ by less than 5e-6: float32 has seven digits. */
const DIGITS = 5;

const SHAPE: Shape = {
  name: 'parity',
  model: { ...TINY, encoderLayers: 1, dModel: 16, dFeedForward: 24 },
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

beforeAll(async () => {
  await startBackend({ backend: 'tensorflow' });
});

const python = peerPython();

const cases = Object.values(OPTIMIZERS).flatMap(({ name }) =>
  PEERS.map((peer) => [peer, name] as const),
);

// Without the peers the name says why nothing ran.
it.runIf(python !== undefined).each(cases)(
  '%s (`make bench` installs it) and both executors take the same steps with optimizer %s',
  async (peer, name) => {
    await withInitialParameters(SHAPE, async (file) => {
      const workload = withPadding(workloadOf(SHAPE, name, file));
      const contestant = await startContestant(
        entrantOf(PROGRAMS, peer, workload, python!),
        STEP_PROTOCOL,
      );
      const theirs = await contestant.turn({ steps: STEPS });
      await contestant.stop();
      for (const executor of ['eager', 'graph'] as const) {
        const training = createTraining(workload, readParameters(file), executor);
        const ours: number[] = [];
        while (ours.length < 2 + STEPS) ours.push((await training.step()).loss);
        expect(training.parameters).toBe(contestant.ready.parameters);
        expect(contestant.ready.firstLoss).toBeCloseTo(ours[0]!, DIGITS);
        for (const [step, loss] of theirs.losses.entries()) {
          expect(loss).toBeCloseTo(ours[2 + step]!, DIGITS);
        }
      }
    });
  },
  TIMEOUT_MS,
);
