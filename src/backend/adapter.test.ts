import { expect, it } from 'vitest';
import { describeAdapter } from './adapter.ts';

const full = {
  vendor: 'nvidia',
  architecture: 'lovelace',
  device: 'nvidia-geforce-rtx-4090',
  description: 'NVIDIA: 550.54.14',
};

it.each([
  [full, 'nvidia-geforce-rtx-4090 (NVIDIA: 550.54.14)'],
  [{ ...full, description: '' }, 'nvidia-geforce-rtx-4090'],
  [{ ...full, device: 'swiftshader-device-' }, 'swiftshader-device (NVIDIA: 550.54.14)'],
  [{ ...full, device: '', description: '' }, 'nvidia lovelace'],
  [{ vendor: '', architecture: '', device: '', description: '' }, 'unknown GPU'],
])('names an adapter by what its driver tells: %j', (info, name) => {
  expect(describeAdapter(info)).toEqual({ name, software: false });
});

it('knows a program that plays a GPU', () => {
  expect(describeAdapter({ ...full, isFallbackAdapter: true }).software).toBe(true);
});
