import { describe, expect, it } from 'vitest';
import { defaultSetup, readAddress, writeAddress } from './address.ts';
import { loadSettings } from './settings.ts';
import type { Setup } from './setup.ts';

const settings = loadSettings();
const usual = defaultSetup(settings);

it.each<Partial<Setup>>([
  {},
  { optimizers: ['sm3', 'nesterov'], warmup: true, rateMultiplier: 0.25, seed: -3 },
  { protocol: 'mini', steps: 1000, backend: 'wasm' },
  {
    optimizers: [
      [
        { link: 'scaleByFactoredRms', decay: { power: 0.8 }, epsilon1: 1e-30 },
        { link: 'scaleBySchedule', factor: 1 },
      ],
      { name: 'sgd', factor: 20 },
    ],
  },
])('says all that is chosen: %j', (chosen) => {
  const setup = { ...usual, ...chosen };
  expect(readAddress(`#${writeAddress(setup)}`, settings)).toEqual({ setup, problems: [] });
});

it('is the usual where it says nothing', () => {
  expect(readAddress('', settings)).toEqual({ setup: usual, problems: [] });
});

describe('a broken address', () => {
  it.each([
    ['left=adamm', 'wrong about “left”: there is no “adamm”; there are adam, '],
    ['left=toString', 'there is no “toString”'],
    ['right=[{"link"', 'wrong about “right”: “[{"link"” is not complete'],
    ['right=[{"link":"scaleByMagic"}]', '{"link":"scaleByMagic"}; there are addWeightDecay, '],
    ['right=[7]', 'a link is 7'],
    ['right={"name":"magic"}', 'neither a list of links nor a named optimiser'],
    ['rate=-1', 'given “-1”, expected a number above 0'],
    ['rate=', 'given “”, expected a number above 0'],
    ['rate=Infinity', 'given “Infinity”'],
    ['warmup=maybe', 'expected yes or no'],
    ['steps=1e9', 'expected a whole number from 1 to 5000'],
    ['seed=1.5', 'expected a whole number'],
    ['model=huge', 'expected tiny or mini'],
    ['on=cuda', 'expected auto or webgpu or wasm'],
    ['lr=1', 'says something of “lr”, which there is not'],
  ])('%s is told, and the usual takes its place', (address, problem) => {
    const { setup, problems } = readAddress(`#${encodeURI(address)}`, settings);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(setup).toEqual(usual);
  });
});
