import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The processor's model name. */
export function processorName(): string {
  return os.cpus()[0]?.model.trim() ?? 'unknown processor';
}

/**
 * The model name of the first NVIDIA GPU, as its driver tells it.
 *
 * @param folder where the driver describes the GPUs, a folder each; replaced in tests
 */
export function nvidiaGpuName(folder = '/proc/driver/nvidia/gpus'): string {
  try {
    for (const gpu of readdirSync(folder).sort()) {
      const information = readFileSync(path.join(folder, gpu, 'information'), 'utf8');
      const model = /^Model:\s*(.+?)\s*$/m.exec(information)?.[1];
      if (model !== undefined) return model;
    }
  } catch {
    // A container may hide the driver's descriptions from its processes and still lend the GPU.
  }
  return 'unknown NVIDIA GPU';
}
