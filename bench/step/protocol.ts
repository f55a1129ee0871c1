import { z } from 'zod';
import { count, milliseconds, readyParts, turnParts } from '../harness/contestants.ts';

/** A contestant reads its `Workload` and does the first step before it is ready. */
export const readySchema = z.strictObject({
  ...readyParts,
  /** The processor or GPU; peers leave it out, as they compute on the processor. */
  device: z.string().optional(),
  /** Scalar parameters of the model. */
  parameters: count,
  /** The first step with all that comes before it: tracing, compiling, opening a session. */
  firstStepMs: milliseconds,
  firstLoss: z.number(),
});

export type Ready = z.infer<typeof readySchema>;

/** A step that is not counted comes first, to get warm again, and then those asked for. */
export const turnSchema = z.strictObject({
  /** Each step's time, until its loss is known. */
  stepMs: z.array(milliseconds),
  /** Null where a loss is no number. */
  losses: z.array(z.number().nullable()),
  /** 10^9 floating-point operations a second in a product of two 1024 x 1024 matrices. */
  productGigaflops: z.number().positive(),
  ...turnParts,
});

export type Turn = z.infer<typeof turnSchema>;

/** Without the speed of products, which takes a slow device longer than a step. */
export const deviceTurnSchema = turnSchema.omit({ productGigaflops: true });

export type DeviceTurn = z.infer<typeof deviceTurnSchema>;

export const STEP_PROTOCOL = { ready: readySchema, turn: turnSchema };

/** What runs each contestant: our executors, and the peers. */
export const PROGRAMS = {
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
