import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What of a processor may decide the last bits of what it computes. */
export interface Processor {
  name: string;
  /** Such as `AuthenticAMD`. */
  vendor: string;
  /** CPUID's family, model and stepping. */
  family: string;
  model: string;
  stepping: string;
  /** Of those below that matter here, the ones that it has. */
  instructionSets: string[];
  /** Bytes of the caches that one core sees, such as `{ "L1 data": 32768 }`. */
  cacheBytes: Record<string, number>;
}

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

/** The caches that Linux describes in `folder`. */
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

/** This machine's processor; what is not known here is empty. */
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
