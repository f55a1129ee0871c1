import * as tf from '@tensorflow/tfjs-core';
import { availableProcessors } from '../platform/processors.ts';
import { type Numerics, PORTABLE_ENVIRONMENT } from './numerics.ts';

/** The part of tfjs-node's native backend that tells which library it was linked with. */
interface NativeBackend extends tf.KernelBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
}

/** The native library, once it runs. */
export interface TensorFlowLibrary {
  /** Such as `2.21.0`. */
  version: string;
  threads: number;
  numerics: Numerics;
  /** Whether it computes on an NVIDIA GPU: it does where it has CUDA and finds one. */
  cuda: boolean;
}

/**
 * Sets how many threads the library uses, and which instructions. It reads its settings from the
 * environment once, while it loads, so this comes before `startTensorFlow`.
 *
 * @param threads threads that one operation may use, and operations that may run side by side; by
 *   default what `TF_NUM_INTRAOP_THREADS` says, or one for each core that this process may use
 * @throws Error where the library already runs with other settings
 */
export function configureTensorFlow(numerics: Numerics, threads?: number): void {
  const { env } = process;
  const wanted: Record<string, string> = {
    ...(threads === undefined ? {} : { TF_NUM_INTRAOP_THREADS: String(threads) }),
    ...(numerics === 'portable' ? PORTABLE_ENVIRONMENT : {}),
  };
  if (tf.findBackendFactory('tensorflow') !== null) {
    for (const [name, value] of Object.entries(wanted)) {
      if (env[name] === value) continue;
      throw new Error(
        `TensorFlow already runs with ${name}=${env[name]} in this process, ${value} was asked ` +
          'for. Start another process to change it.',
      );
    }
    return;
  }
  Object.assign(env, wanted);
  const count = String(threads ?? env.TF_NUM_INTRAOP_THREADS ?? availableProcessors());
  env.TF_NUM_INTRAOP_THREADS = count;
  env.TF_NUM_INTEROP_THREADS = count;
  // Errors only. Two lines of information about oneDNN still appear: the library's static
  // initialisers print them before it reads this setting.
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // On a GPU: float32 is to be float32, where NVIDIA's libraries would round the factors of products
  // to 10 bits; and a process takes the memory that it needs, not all there is.
  env.NVIDIA_TF32_OVERRIDE ??= '0';
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
}

/** Whether the library was loaded to compute portably. */
function isPortable(): boolean {
  return Object.entries(PORTABLE_ENVIRONMENT).every(([name, value]) => process.env[name] === value);
}

/**
 * Loads TensorFlow's C library through `@tensorflow/tfjs-node` and makes it the current backend of
 * this process's `@tensorflow/tfjs-core`.
 *
 * @throws what the loader threw where the native binding is missing or does not load
 */
export async function startTensorFlow(): Promise<TensorFlowLibrary> {
  await import('@tensorflow/tfjs-node');
  await tf.setBackend('tensorflow');
  await tf.ready();
  const { binding, isUsingGpuDevice } = tf.backend() as NativeBackend;
  return {
    version: binding.TF_Version,
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS),
    numerics: isPortable() ? 'portable' : 'native',
    cuda: isUsingGpuDevice,
  };
}
