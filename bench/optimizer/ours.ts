// `node --import tsx ours.ts`: a contestant of the benchmark; see protocol.ts.
import * as tf from '@tensorflow/tfjs-core';
import {
  applyUpdates,
  buildOptimizer,
  disposeTree,
  elementCount,
  initialState,
  leaf,
  schedules,
  type TensorTree,
  underPrefix,
  withPrefix,
} from 'sublinear-optim';
import { startBackend } from '../../src/backend/start.ts';
import type { Program } from '../../src/executor/executor.ts';
import { graphExecutor } from '../../src/graph/executor.ts';
import { siteSeed, uniformFloats } from '../../src/ops/philox.ts';
import { serve } from '../harness/serve.ts';
import type { OptimizerReady, OptimizerTurn, OptimizerWorkload } from './protocol.ts';

/** Values are drawn from -SIZE to SIZE. */
const SIZE = 0.05;

function drawn({ shapes, seed }: OptimizerWorkload, what: string): TensorTree {
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const site = siteSeed(seed, `${what}/${name}`);
    const uniform = uniformFloats(tf.util.sizeFromShape([...shape]), [site, 0]);
    const values = uniform.map((value) => (value - 0.5) * 2 * SIZE);
    return [name, tf.tensor(values, [...shape])] as const;
  });
  return Object.fromEntries(tensors);
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
  const runUpdate = executor.compile(program);
  let steps = 0;
  const update = async (): Promise<number> => {
    const start = performance.now();
    steps++;
    const inputs = { step: tf.scalar(steps) };
    const outputs = runUpdate(inputs);
    await leaf(outputs, 'done').data();
    disposeTree({ ...inputs, ...outputs });
    return performance.now() - start;
  };
  return { ...sizes, update };
}

const { library, threads } = await startBackend({ backend: 'tensorflow' });
await serve<OptimizerWorkload, OptimizerReady, OptimizerTurn>(async (workload) => {
  const start = performance.now();
  const { update, ...sizes } = prepareUpdate(workload);
  await update();
  const firstStepMs = performance.now() - start;
  return {
    ready: { library, threads, ...sizes, firstStepMs },
    turn: async ({ steps }) => {
      await update();
      const stepMs: number[] = [];
      while (stepMs.length < steps) stepMs.push(await update());
      return { stepMs };
    },
  };
});
