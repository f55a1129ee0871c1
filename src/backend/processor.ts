import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Processor } from './processor-schema.ts';

/** Instruction sets by which libraries choose their code, as Linux names them. */
const INSTRUCTION_SETS = [
  ...['avx', 'avx2', 'fma', 'avx_vnni', 'avx512f', 'avx512bw', 'avx512vl', 'avx512_vnni'],
  ...['avx512_bf16', 'avx512_fp16', 'amx_tile'],
];

const PROC_CPUINFO = '/proc/cpuinfo';
const CACHES = '/sys/devices/system/cpu/cpu0/cache';

/** The fields of the first processor in Linux's `/proc/cpuinfo`. */
export function parseCpuInfo(text: string): Record<string, string> {
  const [first = ''] = text.split(/\n\n/, 1);
  return Object.fromEntries(
    first.split('\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
    }),
  );
}

/** Bytes of sizes such as `48K` and `2M`. */
function bytesOf(size: string): number {
  const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
  const unit = units[size.at(-1) as keyof typeof units] ?? 1;
  return Number.parseInt(size, 10) * unit;
}

function cacheSizes(folder: string): Record<string, number> {
  if (!existsSync(folder)) return {};
  const indices = readdirSync(folder).filter((name) => /^index\d+$/.test(name));
  return Object.fromEntries(
    indices.sort().map((index) => {
      const read = (file: string) => readFileSync(path.join(folder, index, file), 'utf8').trim();
      const type = read('type').toLowerCase();
      const name = `L${read('level')}${type === 'unified' ? '' : ` ${type}`}`;
      return [name, bytesOf(read('size'))];
    }),
  );
}

/** This machine's processor; unknown fields are empty. */
export function describeProcessor(): Processor {
  const fields = existsSync(PROC_CPUINFO) ? parseCpuInfo(readFileSync(PROC_CPUINFO, 'utf8')) : {};
  const flags = new Set((fields.flags ?? '').split(' '));
  return {
    name: fields['model name'] ?? os.cpus()[0]?.model.trim() ?? 'unknown processor',
    vendor: fields.vendor_id ?? '',
    family: fields['cpu family'] ?? '',
    model: fields.model ?? '',
    stepping: fields.stepping ?? '',
    instructionSets: INSTRUCTION_SETS.filter((name) => flags.has(name)),
    cacheBytes: cacheSizes(CACHES),
  };
}

export const processorName = (): string => describeProcessor().name;

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
