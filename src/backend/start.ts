import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../platform/errors.ts';
import type { BackendInfo, BackendName } from './info.ts';
import { type Numerics, notPortable, oneDnnLevel } from './numerics.ts';
import { describeProcessor, nvidiaGpuName, processorName } from './processor.ts';
import { configureTensorFlow, startTensorFlow } from './tensorflow.ts';
import { startWasm, wasmCost } from './wasm.ts';
import { findWebGpuAdapter, softwareAdapterCost, startWebGpu } from './webgpu.ts';

export interface BackendOptions {
  /**
   * `auto`, the default, takes TensorFlow where it loads, else WebGPU where there is a GPU, else
   * WASM. A GPU does not come first: it is not the faster one for every size of model, and what it
   * computes is not bit for bit what other machines do, so it is asked for by name.
   */
  backend?: 'auto' | BackendName;
  /** Threads that one operation may use; by default one for each core. WASM has one in Node. */
  threads?: number;
  /** `portable` by default where the processor can. */
  numerics?: Numerics;
}

/**
 * Starts the backend that every operation of this process then runs on. Call it once, before the
 * first operation.
 *
 * @throws UserError where `tensorflow` or `webgpu` was asked for and cannot start, or portable numerics
 *   were asked for and it computes natively; Error where TensorFlow already runs in this process with
 *   another number of threads or other numerics
 */
export async function startBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  const info = await start(options);
  if (options.numerics === 'portable' && info.numerics !== 'portable') {
    throw new UserError(
      `--numerics portable: ${info.library} on ${info.device} computes natively; take ` +
        '--backend tensorflow, with CUDA_VISIBLE_DEVICES= where there is an NVIDIA GPU, or leave ' +
        '--numerics portable out',
    );
  }
  return info;
}

async function start({ backend = 'auto', threads, ...rest }: BackendOptions): Promise<BackendInfo> {
  const numerics = () => chooseNumerics(rest.numerics);
  switch (backend) {
    case 'wasm':
      return describeWasm('asked for');
    case 'webgpu':
      return startAskedFor('webgpu', () => describeWebGpu('asked for'));
    case 'tensorflow':
      configureTensorFlow(numerics(), threads);
      return startAskedFor('tensorflow', () => describeTensorFlow('asked for'));
    case 'auto':
      configureTensorFlow(numerics(), threads);
      return startFastest();
  }
}

/** @throws UserError where `portable` is asked for and the processor cannot */
function chooseNumerics(asked: Numerics | undefined): Numerics {
  const obstacle = notPortable(describeProcessor());
  if (asked === 'portable' && obstacle !== undefined) {
    throw new UserError(
      `--numerics portable: ${obstacle}; take --numerics native, whose last bits other machines ` +
        'need not give',
    );
  }
  return asked ?? (obstacle === undefined ? 'portable' : 'native');
}

/** What to do where a backend that was asked for cannot start. */
const remedies = {
  tensorflow:
    'Run `make setup`, and `sublinear doctor` for what is missing; or ask for the backend wasm',
  webgpu: 'Run `sublinear doctor` for what is missing; or ask for another backend',
};

async function startAskedFor(
  name: keyof typeof remedies,
  start: () => Promise<BackendInfo>,
): Promise<BackendInfo> {
  try {
    return await start();
  } catch (error) {
    throw new UserError(
      `the backend ${name} cannot start (${firstLine(error)}). ${remedies[name]}.`,
      { cause: error },
    );
  }
}

async function startFastest(): Promise<BackendInfo> {
  try {
    return await describeTensorFlow('the fastest that is installed');
  } catch (error) {
    const cause = `TensorFlow does not load: ${firstLine(error)}`;
    const remedy = 'Run `make setup`, or `sublinear doctor` for what is missing.';
    if (await hasGpu()) {
      console.error(`warning: ${cause}. WebGPU computes instead. ${remedy}`);
      return describeWebGpu(cause);
    }
    console.error(`warning: ${cause}. WASM computes instead: ${wasmCost}. ${remedy}`);
    return describeWasm(cause);
  }
}

/** Whether WebGPU would compute on a GPU; on a processor WASM is the better one. */
async function hasGpu(): Promise<boolean> {
  return findWebGpuAdapter().then(
    ({ software }) => !software,
    () => false,
  );
}

async function describeTensorFlow(reason: string): Promise<BackendInfo> {
  const library = await startTensorFlow();
  return {
    name: 'tensorflow',
    device: library.cuda ? nvidiaGpuName() : processorName(),
    threads: library.threads,
    tfjs: tf.version_core,
    library: `TensorFlow ${library.version}${library.cuda ? ' on CUDA' : ''}`,
    package: library.package,
    numerics: library.cuda ? 'native' : library.numerics,
    oneDnn: oneDnnLevel(),
    processor: describeProcessor(),
    reason,
  };
}

async function describeWebGpu(reason: string): Promise<BackendInfo> {
  const { adapter, version, dawnVersion } = await startWebGpu();
  if (adapter.software) {
    console.error(`warning: WebGPU computes on ${adapter.name}: ${softwareAdapterCost}.`);
  }
  return {
    name: 'webgpu',
    device: adapter.name,
    // JavaScript hands the operations to the device.
    threads: 1,
    tfjs: tf.version_core,
    library: `tfjs-backend-webgpu ${version}, Dawn of webgpu ${dawnVersion}`,
    numerics: 'native',
    processor: describeProcessor(),
    reason,
  };
}

async function describeWasm(reason: string): Promise<BackendInfo> {
  const library = await startWasm();
  return {
    name: 'wasm',
    device: processorName(),
    threads: library.threads,
    tfjs: tf.version_core,
    library: `tfjs-backend-wasm ${library.version}`,
    numerics: 'native',
    processor: describeProcessor(),
    reason,
  };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.trim().replace(/\.$/, '');
}
