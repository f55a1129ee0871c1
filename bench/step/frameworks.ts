import { commandOf, type Entrant } from '../harness/contestants.ts';
import type { Workload } from './workload.ts';

/** What runs each contestant, with its arguments: our executors, and the peers. */
const PROGRAMS = {
  eager: ['step/ours.ts', 'eager', 'native'],
  graph: ['step/ours.ts', 'graph', 'native'],
  'portable graph': ['step/ours.ts', 'graph', 'portable'],
  PyTorch: ['step/torch_step.py', 'eager'],
  'torch.compile': ['step/torch_step.py', 'compiled'],
  JAX: ['step/jax_step.py'],
} as const;

export type Framework = keyof typeof PROGRAMS;

export const FRAMEWORKS = Object.keys(PROGRAMS) as [Framework, ...Framework[]];

/** Ours, whose speed beside every other contestant is what the benchmark is for. */
export const GRAPHS = ['graph', 'portable graph'] as const satisfies Framework[];

/** @param python the interpreter that has the peers */
export function entrant(framework: Framework, workload: Workload, python: string): Entrant {
  const [file, ...args] = PROGRAMS[framework];
  return { name: framework, command: commandOf(file, python, args), workload };
}
