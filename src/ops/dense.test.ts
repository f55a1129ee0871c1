import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backend/start.ts';
import { relu } from './dense.ts';

const X = [-2, -0, 0, 1e-20, 3];
const DY = [5, 6, 7, 8, 9];

describe.each(['tensorflow', 'wasm'] as const)('relu on %s', (backend) => {
  beforeAll(async () => {
    await startBackend({ backend });
  });

  it('keeps what is above 0', () => {
    const values = [...tf.add(relu(tf.tensor1d(X)), 0).dataSync()];
    expect(values).toEqual([0, 0, 0, Math.fround(1e-20), 3]);
  });

  it('passes the gradient on where it kept the value', () => {
    const gradient = tf.grad(relu)(tf.tensor1d(X), tf.tensor1d(DY));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 8, 9]);
  });

  it('lets a NaN through', () => {
    expect(relu(tf.tensor1d([Number.NaN])).dataSync()[0]).toBeNaN();
  });
});
