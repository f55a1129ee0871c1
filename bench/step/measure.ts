import { disposeTree } from 'sublinear-optim';
import { z } from 'zod';
import { initialParameters } from '../../src/model/parameters.ts';
import { entrantOf, takeTurns } from '../harness/contestants.ts';
import { withParametersFile } from '../harness/parameters-file.ts';
import type { Shape } from '../harness/shapes.ts';
import {
  FRAMEWORKS,
  type Framework,
  PROGRAMS,
  readySchema,
  STEP_PROTOCOL,
  turnSchema,
} from './protocol.ts';
import { type OptimizerName, SEED, workloadOf } from './workload.ts';

/** The optimisers that contestants are compared with, one after the other. */
export const COMPARISONS = ['adam', 'adafactor'] as const satisfies readonly OptimizerName[];

export type Comparison = (typeof COMPARISONS)[number];

/** Those whose step is timed without the optimiser too. */
const WITHOUT_OPTIMIZER: readonly Framework[] = ['graph', 'PyTorch'];

/** What one contestant did in the turns that it had with the others of its comparison. */
export const measurementSchema = z.object({
  shape: z.string(),
  comparison: z.enum(COMPARISONS),
  framework: z.enum(FRAMEWORKS),
  /** The comparison's own, or `none` to find its part of the step. */
  optimizer: z.enum([...COMPARISONS, 'none']),
  ready: readySchema,
  /** One for each round. */
  turns: z.array(turnSchema).readonly(),
});

export type Measurement = z.infer<typeof measurementSchema>;

/** Lets `use` have a file of the parameters that all contestants start from at `shape`. */
export async function withInitialParameters<T>(
  { model, vocabulary }: Shape,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const parameters = initialParameters(model, vocabulary, SEED);
  try {
    return await withParametersFile(parameters, use);
  } finally {
    disposeTree(parameters);
  }
}

/**
 * Times all contestants at `shape` with one optimiser, in turn.
 *
 * @param parametersFile what all start from
 * @param python the interpreter that has the peers
 * @throws Error where contestants do not train a model of the same size
 */
export async function compare(
  shape: Shape,
  comparison: Comparison,
  parametersFile: string,
  python: string,
): Promise<Measurement[]> {
  const without = shape.timesOptimizer ? WITHOUT_OPTIMIZER : [];
  const entries = [
    ...FRAMEWORKS.map((framework) => ({ framework, optimizer: comparison })),
    ...without.map((framework) => ({ framework, optimizer: 'none' as const })),
  ];
  const entrants = entries.map(({ framework, optimizer }) =>
    entrantOf(PROGRAMS, framework, workloadOf(shape, optimizer, parametersFile), python),
  );
  const title = `${shape.name}, ${comparison}`;
  const plan = { rounds: shape.rounds, request: { steps: shape.steps } };
  const courses = await takeTurns(title, entrants, STEP_PROTOCOL, plan);
  const sizes = courses.map(({ ready }) => ready.parameters);
  if (new Set(sizes).size > 1) {
    throw new Error(`the models differ: they have ${sizes.join(', ')} parameters`);
  }
  return entries.map((entry, i) => ({ shape: shape.name, comparison, ...entry, ...courses[i]! }));
}
