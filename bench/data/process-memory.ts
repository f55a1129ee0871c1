import { readdirSync, readFileSync } from 'node:fs';

/** Bytes that a process has resident, and its parent. */
function status(pid: string): { parent: number; bytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { parent: field('PPid'), bytes: field('VmRSS') * 1024 };
  } catch {
    // It has ended since its name was read.
    return undefined;
  }
}

/** Bytes that a process and all its descendants have resident together. Linux only. */
export function treeMemory(root: number): number {
  const children = new Map<number, { pid: number; bytes: number }[]>();
  let total = 0;
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const found = status(name);
    if (found === undefined) continue;
    const pid = Number(name);
    if (pid === root) total += found.bytes;
    const siblings = children.get(found.parent) ?? [];
    siblings.push({ pid, bytes: found.bytes });
    children.set(found.parent, siblings);
  }
  const waiting = [...(children.get(root) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    total += next.bytes;
    waiting.push(...(children.get(next.pid) ?? []));
  }
  return total;
}
