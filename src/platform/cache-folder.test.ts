import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

it('takes SUBLINEAR_CACHE, then XDG_CACHE_HOME, then the home folder', () => {
  const XDG_CACHE_HOME = '/xdg';
  expect(cacheFolder({ SUBLINEAR_CACHE: '/mine', XDG_CACHE_HOME })).toBe('/mine');
  expect(cacheFolder({ XDG_CACHE_HOME })).toBe('/xdg/sublinear');
  expect(cacheFolder({})).toBe(path.join(os.homedir(), '.cache/sublinear'));
});

it('resolves a relative folder, as links to it are made from elsewhere', () => {
  expect(cacheFolder({ SUBLINEAR_CACHE: 'near' })).toBe(path.resolve('near'));
});
