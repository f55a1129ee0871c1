import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebGpuDiagnosis } from '../../src/backend/diagnosis.ts';
import { runCommand } from '../../src/backend/setup/run-command.ts';

/** A way to let the Vulkan loader find a driver: variables of the environment. */
export type DriverSearch = {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
};

/** Where containers that are lent a GPU have NVIDIA's manifest, and the loader does not look. */
const MANIFESTS = ['/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json'];

/**
 * NVIDIA's drivers, for which a container may have no manifest: the second needs no X libraries. The
 * loader finds them as it finds any library.
 */
const LIBRARIES = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];

/**
 * The ways to find a driver, in the order in which they are tried.
 *
 * @param folder takes the manifests that are made here
 */
export function driverSearches(folder: string): DriverSearch[] {
  const made = LIBRARIES.map((library) => {
    const file = join(folder, `${library}.json`);
    const icd = { library_path: library, api_version: '1.3.0' };
    writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD: icd }));
    return { name: `a manifest for ${library}`, file };
  });
  const there = MANIFESTS.filter((file) => existsSync(file)).map((file) => ({ name: file, file }));
  return [
    { name: 'the drivers that the machine names', env: {} },
    ...[...there, ...made].map(({ name, file }) => ({ name, env: { VK_ADD_DRIVER_FILES: file } })),
  ];
}

type FoundDriver = {
  readonly search: DriverSearch;
  /** The device as WebGPU calls it. */
  readonly adapter: string;
  readonly software: boolean;
};

/**
 * Finds a GPU, else a program that plays one.
 *
 * @param probe prints a `WebGpuDiagnosis`; drivers chat, and a broken one may take its process with it
 * @returns with what each search that was tried came to, in words
 */
export async function findDriver(
  searches: readonly DriverSearch[],
  probe: readonly [string, ...string[]],
): Promise<{ found?: FoundDriver | undefined; tried: readonly string[] }> {
  const tried: string[] = [];
  let played: FoundDriver | undefined;
  for (const search of searches) {
    const diagnosis = await runProbe(probe, search);
    if ('problem' in diagnosis) {
      tried.push(`${search.name}: ${diagnosis.problem}`);
      continue;
    }
    const { name, software } = diagnosis.adapter;
    tried.push(`${search.name}: ${name}`);
    const found = { search, adapter: name, software };
    if (!software) return { found, tried };
    played ??= found;
  }
  return { found: played, tried };
}

async function runProbe(
  [command, ...args]: readonly [string, ...string[]],
  { env }: DriverSearch,
): Promise<WebGpuDiagnosis> {
  try {
    return JSON.parse(await runCommand(command, args, { env: { ...process.env, ...env } }));
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
