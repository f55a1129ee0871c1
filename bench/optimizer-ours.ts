// `node --import tsx optimizer-ours.ts`: a contestant of the benchmark; see optimizer-protocol.ts.
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { applyUpdates, buildOptimizer, initialState, schedules } from 'sublinear-optim';
import { startBackend } from '../src/backend/start.ts';
import type { Program } from '../src/executor/executor.ts';
import { graphExecutor } from '../src/graph/executor.ts';
import { siteSeed, uniformFloats } from '../src/ops/philox.ts';
import {
  disposeTree,
  elementCount,
  leaf,
  type TensorTree,
  underPrefix,
  withPrefix,
} from '../src/tree.ts';
import type {
  OptimizerReady,
  OptimizerRequest,
  OptimizerTurn,
  OptimizerWorkload,
} from './optimizer-protocol.ts';

/** Values are drawn from -SIZE to SIZE. */
const SIZE = 0.05;

function drawn({ shapes, seed }: OptimizerWorkload, what: string): TensorTree {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const uniform = uniformFloats(tf.util.sizeFromShape([...shape]), [
        siteSeed(seed, `${what}/${name}`),
        0,
      ]);
      return [
        name,
        tf.tensor(
          uniform.map((value) => (value - 0.5) * 2 * SIZE),
          [...shape],
        ),
      ];
    }),
  );
}

/** Prepares the update of `workload` as one graph, and returns what makes it once. */
function prepareUpdate(workload: OptimizerWorkload) {
  const optimizer = buildOptimizer(workload.optimizer, schedules.constantSchedule(1));
  const parameters = drawn(workload, 'parameter');
  const kept = initialState(optimizer, parameters);
  const sizes = { parameters: elementCount(parameters), stateElements: elementCount(kept) };
  // Gradients are state, so that they need not be copied into the graph at every step.
  const executor = graphExecutor({
    ...withPrefix('parameter', parameters),
    ...withPrefix('gradient', drawn(workload, 'gradient')),
    ...withPrefix('optimizer', kept),
  });
  const program: Program = (state, inputs) => {
    const current = underPrefix('parameter', state);
    const step = leaf(inputs, 'step') as tf.Scalar;
    const next = optimizer.update(underPrefix('gradient', state), underPrefix('optimizer', state), {
      parameters: current,
      step,
    });
    return {
      outputs: { done: tf.add(step, 0) },
      state: {
        ...withPrefix('parameter', applyUpdates(current, next.updates)),
        ...withPrefix('optimizer', next.state),
      },
    };
  };
  let steps = 0;
  const update = async (): Promise<number> => {
    const start = performance.now();
    steps++;
    const inputs = { step: tf.scalar(steps) };
    const outputs = executor.run('update', program, inputs);
    await leaf(outputs, 'done').data();
    disposeTree({ ...inputs, ...outputs });
    return performance.now() - start;
  };
  return { ...sizes, update };
}

async function takeTurn(update: () => Promise<number>, steps: number): Promise<OptimizerTurn> {
  const stepMs: number[] = [];
  while (stepMs.length < steps) stepMs.push(await update());
  // Node counts it in kibibytes.
  return { stepMs, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
}

function answer(message: OptimizerReady | OptimizerTurn): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const { library, threads } = await startBackend({ backend: 'tensorflow' });
let update: (() => Promise<number>) | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (update !== undefined) {
    answer(await takeTurn(update, (JSON.parse(line) as OptimizerRequest).steps));
    continue;
  }
  const start = performance.now();
  const { parameters, stateElements, ...prepared } = prepareUpdate(
    JSON.parse(line) as OptimizerWorkload,
  );
  update = prepared.update;
  await update();
  const firstStepMs = performance.now() - start;
  answer({ library, threads, parameters, stateElements, firstStepMs });
}
