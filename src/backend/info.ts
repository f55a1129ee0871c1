import { UserError } from '../platform/errors.ts';
import type { Numerics } from './numerics.ts';
import type { Processor } from './processor-schema.ts';

/** The backend that computes in this process. It goes into every result file. */
export interface BackendInfo {
  name: BackendName;
  /** The model name of the processor, or of the GPU where one computes. */
  device: string;
  /** Threads of the processor that one operation may use. */
  threads: number;
  tfjs: string;
  /** The library behind the backend with its version, such as `TensorFlow 2.21.0`. */
  library: string;
  /** The npm package that loaded TensorFlow, such as `@tensorflow/tfjs-node-gpu 4.22.0`. */
  package?: string;
  /** Whether other machines give the same bits. */
  numerics: Numerics;
  /** The highest instruction set that TensorFlow's oneDNN may use. */
  oneDnn?: string;
  processor: Processor;
  reason: string;
}

/** How programs run on it; see `src/executor`. */
export const EXECUTORS = ['eager', 'graph'] as const;

export type ExecutorName = (typeof EXECUTORS)[number];

export const BACKENDS = ['tensorflow', 'webgpu', 'wasm'] as const;

export type BackendName = (typeof BACKENDS)[number];

/**
 * How programs are to run: as asked, or in the fastest way that the backend knows.
 *
 * @throws UserError where graphs are asked for and the backend has none
 */
export function chooseExecutor(
  backend: BackendInfo,
  asked: 'auto' | ExecutorName = 'auto',
): ExecutorName {
  const hasGraphs = backend.name === 'tensorflow';
  if (asked === 'auto') return hasGraphs ? 'graph' : 'eager';
  if (asked === 'graph' && !hasGraphs) {
    throw new UserError(
      `--executor graph: the backend ${backend.name} runs no graphs; ` +
        'take --executor eager, or the backend tensorflow (`make setup` installs it)',
    );
  }
  return asked;
}
