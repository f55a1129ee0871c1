import * as tf from '@tensorflow/tfjs-core';
import { availableProcessors } from '../platform/processors.ts';
import { type Numerics, PORTABLE_ENVIRONMENT } from './numerics.ts';
import { chosenPackage, installedVersion, type TensorFlowPackage } from './setup/choice.ts';

/** The part of tfjs-node's native backend that tells which library it was linked with. */
interface NativeBackend extends tf.KernelBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
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

/** Written out, as type checkers and bundlers follow names alone. */
const LOADERS: { readonly [Name in TensorFlowPackage]: () => Promise<unknown> } = {
  '@tensorflow/tfjs-node': () => import('@tensorflow/tfjs-node'),
  '@tensorflow/tfjs-node-gpu': () => import('@tensorflow/tfjs-node-gpu'),
};

/**
 * Loads TensorFlow's C library and makes it the current backend of this process's
 * `@tensorflow/tfjs-core`.
 *
 * @param name the package to load it with; by default the one that set-up chose
 * @throws Error with the package's name where it is not installed, or its native binding is missing
 *   or does not load
 */
export async function startTensorFlow(name: TensorFlowPackage = chosenPackage()) {
  const version = installedVersion(name);
  try {
    await LOADERS[name]();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${reason}`, { cause: error });
  }
  await tf.setBackend('tensorflow');
  await tf.ready();
  const { binding, isUsingGpuDevice } = tf.backend() as NativeBackend;
  const numerics: Numerics = isPortable() ? 'portable' : 'native';
  return {
    version: binding.TF_Version,
    package: `${name} ${version}`,
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS),
    numerics,
    /** Whether it computes on an NVIDIA GPU: it does where it has CUDA and finds one. */
    cuda: isUsingGpuDevice,
  };
}
