import type { Processor } from './processor-schema.ts';

/**
 * `portable`: designed to give the same bits on every x86-64 processor with AVX2 and FMA, at a given
 * number of threads, where programs run as graphs (docs/numerics.md says how far this is tested).
 * `native`: the fastest instructions that this processor has.
 */
export const NUMERICS = ['portable', 'native'] as const;

export type Numerics = (typeof NUMERICS)[number];

/**
 * The environment in which TensorFlow's library computes portably. It reads it once, when it loads.
 *
 * - oneDNN's products are used on every processor. Without it, which TensorFlow chooses by processor,
 *   Eigen cuts long sums by the sizes of the caches.
 * - They use AVX2 on every processor: with longer vectors they cut sums elsewhere.
 */
export const PORTABLE_ENVIRONMENT: Readonly<Record<string, string>> = {
  TF_ENABLE_ONEDNN_OPTS: '1',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
};

/** Why `processor` cannot compute portably; undefined where it can. */
export function notPortable({ name, instructionSets }: Processor): string | undefined {
  const missing = ['avx2', 'fma'].filter((required) => !instructionSets.includes(required));
  return missing.length === 0 ? undefined : `${name} lacks ${missing.join(' and ')}`;
}

/** The highest instruction set that oneDNN uses in this process. */
export function oneDnnLevel(env: NodeJS.ProcessEnv = process.env): string {
  return env.ONEDNN_MAX_CPU_ISA ?? "the processor's best";
}
