import { expect, it } from 'vitest';
import { parseGpus, visibleGpus } from './gpus.ts';

const VISIBLE = ['0', '1', '2', '3', '6'];

it.each([
  ['all', VISIBLE],
  ['0-3', ['0', '1', '2', '3']],
  ['6, 1-2', ['6', '1', '2']],
])('%s is read', (text, gpus) => {
  expect(parseGpus(text, VISIBLE)).toEqual(gpus);
});

it.each([
  ['', VISIBLE, 'expected all, or numbers'],
  ['a', VISIBLE, 'expected all, or numbers'],
  ['3-1', VISIBLE, 'expected all, or numbers'],
  ['-1', VISIBLE, 'expected all, or numbers'],
  ['0-2,1', VISIBLE, '1 is named twice'],
  ['4', VISIBLE, 'there is no GPU 4; visible are: 0, 1, 2, 3, 6'],
  ['0-9999999999', VISIBLE, 'there is no GPU 4; visible are'],
  ['0', [], 'there is no GPU 0; visible are: none'],
  ['all', [], 'no GPU of NVIDIA is visible here'],
])('%s is refused', (text, visible, message) => {
  expect(() => parseGpus(text, visible)).toThrow(message);
});

it('the visible ones are those that the environment allows', () => {
  expect(visibleGpus({ CUDA_VISIBLE_DEVICES: '2,3' })).toEqual(['2', '3']);
  expect(visibleGpus({ CUDA_VISIBLE_DEVICES: '0, 1' })).toEqual(['0', '1']);
  const named = [
    'GPU-8932f937-d72c-4106-c12f-20bd9faed9f6',
    'MIG-7f4ac39b-a1d5-5c8e-8c2f-0e3cba1b3d52',
  ];
  expect(visibleGpus({ CUDA_VISIBLE_DEVICES: named.join() })).toEqual(named);
});

it.each([
  ['', []],
  ['-1', []],
  ['NoDevFiles', []],
  ['0,-1,1', ['0']],
])('CUDA_VISIBLE_DEVICES=%s allows what comes before an entry that is no GPU', (given, gpus) => {
  expect(visibleGpus({ CUDA_VISIBLE_DEVICES: given })).toEqual(gpus);
});
