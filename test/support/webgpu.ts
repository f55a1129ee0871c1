import { existsSync } from 'node:fs';
import { beforeAll, describe } from 'vitest';
import { startBackend } from '../../src/backend/start.ts';
import { findWebGpuAdapter } from '../../src/backend/webgpu.ts';

/** SwiftShader, a program that plays a GPU, where Debian's package `chromium` puts it. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Lets WebGPU find SwiftShader beside the GPUs that the machine has; call it before anything else. */
function addSoftwareAdapter(): void {
  if (existsSync(SWIFTSHADER)) process.env.VK_ADD_DRIVER_FILES ??= SWIFTSHADER;
}

/**
 * `describe` for tests that need WebGPU, which is started: on the machine's GPU, else on SwiftShader.
 * Where there is neither, the name says why nothing ran.
 */
export async function describeOnWebGpu(name: string, tests: () => void): Promise<void> {
  addSoftwareAdapter();
  const adapter = await findWebGpuAdapter().catch(() => undefined);
  const where =
    adapter?.name ??
    'WebGPU, skipped: no driver offers a GPU (Debian: `apt-get install chromium libvulkan1` has one)';
  describe.skipIf(adapter === undefined)(`${name} on ${where}`, () => {
    beforeAll(async () => {
      await startBackend({ backend: 'webgpu' });
    });
    tests();
  });
}
