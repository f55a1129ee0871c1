import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/platform/errors.ts';
import { parseDeviceOptions } from './device-options.ts';

describe('parseDeviceOptions', () => {
  it('trains the small and the base model through WebGPU by default', () => {
    const { shapes, ...rest } = parseDeviceOptions([]);
    expect(shapes.map(({ name }) => name)).toEqual(['small', 'base']);
    expect(rest).toEqual({
      backend: 'webgpu',
      steps: 300,
      compared: 20,
      json: 'bench/results/device.json',
    });
  });

  it.each([
    [['--shapes', 'huge'], 'there is no "huge"; valid: tiny, small, medium, base'],
    [['--steps', '0'], '--steps 0: expected a whole number from 1'],
    [['--steps', '5'], '--compared 20: expected no more than the 5 steps taken'],
    [['--backend', 'wasm'], 'Invalid values'],
    [['--fast'], 'Unknown argument: fast'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseDeviceOptions(argv)).toThrow(UserError);
    expect(() => parseDeviceOptions(argv)).toThrow(message);
  });
});
