// Plain JavaScript: a thread does not inherit the loader that reads TypeScript.
import { register } from 'tsx/esm/api';

register();

export const cleanBlock = async (task) => (await import('./clean-worker.ts')).cleanBlock(task);
export const encodeBlock = async (text) => (await import('./encode-worker.ts')).encodeBlock(text);
