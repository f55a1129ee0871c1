import os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.ts';
import type { BackendInfo, BackendName } from './info.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';
import { startWasm, wasmCost } from './wasm.ts';

export interface BackendOptions {
  /** `auto`, the default, takes TensorFlow where it loads and WASM otherwise. */
  backend?: 'auto' | BackendName;
  /** Threads that one operation may use; by default one for each core. WASM has one in Node. */
  threads?: number;
}

/**
 * Starts the backend that every operation of this process then runs on. Call it once, before the
 * first operation.
 *
 * @throws UserError where `tensorflow` was asked for and cannot start; Error where it already runs
 *   in this process with another number of threads
 */
export async function startBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  const { backend = 'auto', threads } = options;
  if (backend === 'wasm') return describeWasm('asked for');
  configureTensorFlow(threads);
  try {
    const library = await startTensorFlow();
    return {
      name: 'tensorflow',
      device: processorName(),
      threads: library.threads,
      tfjs: tf.version_core,
      library: `TensorFlow ${library.version}`,
      reason: backend === 'auto' ? 'the fastest that is installed' : 'asked for',
    };
  } catch (error) {
    const cause = firstLine(error);
    if (backend === 'tensorflow') {
      throw new UserError(
        `the backend tensorflow cannot start (${cause}). Run \`make setup\`, and ` +
          '`sublinear doctor` for what is missing; or ask for the backend wasm.',
        { cause: error },
      );
    }
    console.error(
      `warning: TensorFlow does not load (${cause}), so WASM computes: ${wasmCost}. ` +
        'Run `make setup`, or `sublinear doctor` for what is missing.',
    );
    return describeWasm(`TensorFlow does not load: ${cause}`);
  }
}

async function describeWasm(reason: string): Promise<BackendInfo> {
  const library = await startWasm();
  return {
    name: 'wasm',
    device: processorName(),
    threads: library.threads,
    tfjs: tf.version_core,
    library: `tfjs-backend-wasm ${library.version}`,
    reason,
  };
}

function processorName(): string {
  return os.cpus()[0]?.model.trim() ?? 'unknown processor';
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.trim().replace(/\.$/, '');
}
