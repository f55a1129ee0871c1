import { type Contestant, FRAMEWORKS, type Framework, startContestant } from './contestant.ts';
import type { Ready, Turn } from './protocol.ts';
import type { Shape } from './shapes.ts';
import { type OptimizerName, workloadOf } from './workload.ts';

/** The optimisers that contestants are compared with, one after the other. */
export const COMPARISONS = ['adam', 'adafactor'] as const satisfies readonly OptimizerName[];

export type Comparison = (typeof COMPARISONS)[number];

/** What one contestant did in the turns that it had with the others of its comparison. */
export type Measurement = {
  readonly shape: string;
  readonly comparison: Comparison;
  readonly framework: Framework;
  /** The comparison's own, or `none` to find its part of the step. */
  readonly optimizer: OptimizerName;
  readonly ready: Ready;
  /** One for each round. */
  readonly turns: readonly Turn[];
};

/** @throws Error where contestants do not train a model of the same size */
function requireSameModel(contestants: readonly Contestant[]): void {
  const sizes = contestants.map(({ ready }) => ready.parameters);
  if (new Set(sizes).size > 1) {
    throw new Error(`the models differ: they have ${sizes.join(', ')} parameters`);
  }
}

/**
 * Times all contestants at `shape` with one optimiser, in turn: A B C, A B C. Only they are in
 * memory.
 *
 * @param python the interpreter that has PyTorch
 * @param say shows a line of progress
 */
export async function compare(
  shape: Shape,
  comparison: Comparison,
  python: string,
  say: (line: string) => void,
): Promise<Measurement[]> {
  const optimizers: OptimizerName[] = shape.timesOptimizer ? [comparison, 'none'] : [comparison];
  const entries = optimizers.flatMap((optimizer) =>
    FRAMEWORKS.map((framework) => ({ framework, optimizer, turns: [] as Turn[] })),
  );
  const contestants: Contestant[] = [];
  try {
    for (const { framework, optimizer } of entries) {
      say(`${shape.name}, ${comparison}: starting ${framework} with optimizer ${optimizer}`);
      contestants.push(await startContestant(framework, workloadOf(shape, optimizer), python));
    }
    requireSameModel(contestants);
    for (let round = 1; round <= shape.rounds; round++) {
      say(`${shape.name}, ${comparison}: round ${round} of ${shape.rounds}`);
      for (const [index, contestant] of contestants.entries()) {
        entries[index]!.turns.push(await contestant.turn(shape.steps));
      }
    }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
  }
  return entries.map((entry, index) => ({
    shape: shape.name,
    comparison,
    ...entry,
    ready: contestants[index]!.ready,
  }));
}
