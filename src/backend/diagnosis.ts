import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { cacheFolder } from '../platform/cache-folder.ts';
import { choiceFile } from '../platform/checkout.ts';
import type { WebGpuAdapter } from './adapter.ts';
import type { BackendInfo, BackendName } from './info.ts';
import { processorName } from './processor.ts';
import { type CheckoutBackend, readChoice } from './setup/choice.ts';
import { runCommand } from './setup/run-command.ts';
import { findTools, type Tool } from './setup/tools.mjs';
import { startBackend } from './start.ts';
import { wasmCost } from './wasm.ts';

/** Rows of the matrices: enough to keep every core busy, few enough for WASM to take a second. */
const SIZE = 1024;
const REPEATS = 5;

/**
 * Measures how fast the current backend multiplies two 1024 x 1024 matrices.
 *
 * @returns 10^9 floating-point operations a second, over the fastest of five products
 */
export async function measureMatMul(): Promise<number> {
  const matrix = tf.randomUniform([SIZE, SIZE]);
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    const product = tf.matMul(matrix, matrix);
    await product.data();
    fastestMs = Math.min(fastestMs, performance.now() - start);
    product.dispose();
  }
  matrix.dispose();
  return (2 * SIZE ** 3) / (fastestMs * 1e6);
}

/** Everything about a machine and a checkout that decides how fast training runs here. */
export interface Diagnosis {
  backend: BackendInfo;
  /** Speed of products of two 1024 x 1024 matrices, in 10^9 operations a second. */
  matMulGflops: number;
  node: string;
  cores: number;
  memoryBytes: number;
  cacheFolder: string;
  /** Set-up's choice for this checkout; absent where it has not run to its end. */
  choice?: CheckoutBackend;
  tools: Tool[];
  /** The device for WebGPU, whichever backend was started. */
  webGpu: WebGpuDiagnosis;
  /** Problems, each with its remedy; empty where all is well. */
  problems: string[];
}

/** The adapter that WebGPU would take, or what is missing for it. */
export type WebGpuDiagnosis = { adapter: WebGpuAdapter } | { problem: string };

/**
 * Starts a backend and looks at everything around it.
 *
 * @throws UserError where the backend was asked for by name and cannot start
 */
export async function diagnose(asked: 'auto' | BackendName = 'auto'): Promise<Diagnosis> {
  const backend = await startBackend({ backend: asked });
  const choice = readChoice(choiceFile);
  const tools = findTools();
  return {
    backend,
    matMulGflops: await measureMatMul(),
    node: process.version,
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    cacheFolder: cacheFolder(),
    ...(choice && { choice }),
    tools,
    webGpu: await diagnoseWebGpu(),
    problems: findProblems(backend, choice, tools),
  };
}

/**
 * Looks for WebGPU's adapter in a process of its own: drivers chat on standard error, and a broken
 * one may take its process with it.
 */
async function diagnoseWebGpu(): Promise<WebGpuDiagnosis> {
  const script = path.join(import.meta.dirname, 'webgpu-probe.ts');
  try {
    const tsx = import.meta.resolve('tsx');
    return JSON.parse(await runCommand(process.execPath, ['--import', tsx, script]));
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

export function findProblems(
  backend: BackendInfo,
  choice: CheckoutBackend | undefined,
  tools: Tool[],
): string[] {
  const problems: string[] = [];
  for (const tool of tools) {
    if (tool.found === undefined) problems.push(`${tool.name}: ${tool.remedy}`);
  }
  if (backend.name === 'wasm') {
    problems.push(`WASM computes: ${wasmCost}. Run \`make setup\` to get TensorFlow`);
    problems.push(...(choice?.passedOver ?? []));
  } else if (choice === undefined) {
    problems.push('set-up has not finished in this checkout: run `make setup`');
  } else if (
    backend.name === 'tensorflow' &&
    choice.device === 'cuda' &&
    backend.device === processorName()
  ) {
    problems.push(
      `TensorFlow has CUDA${backend.package === undefined ? '' : `, loaded by ${backend.package},`} ` +
        'and computes on the processor: it finds no NVIDIA GPU. `nvidia-smi` ' +
        'shows what the driver has; TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say what it misses; ' +
        '`make setup GPU=0` goes back to the library for processors',
    );
  }
  return problems;
}
