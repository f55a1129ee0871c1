import * as tf from '@tensorflow/tfjs-core';
import { registerKernels, runWebGpuKernel, type WebGpuKernel } from './kernels.ts';
import { randomBytes, siteSeed } from './philox.ts';

const KERNEL = 'KeepMask';

/** The attributes of the kernel. */
export type KeepMaskAttributes = {
  readonly shape: readonly number[];
  /** An element goes where its random byte is below this. */
  readonly threshold: number;
  /** What elements that stay are multiplied by. */
  readonly scale: number;
};

/** Values that a byte can have; a share of elements is kept to within half of one of them. */
const BYTE_VALUES = 256;

/** Elements that one call of the WebGPU kernel makes: one for each byte of the generator's block. */
const BLOCK = 16;

/** The mask from the bytes of `philox.ts` in WGSL, bit for bit; see there for the sources. */
const WEBGPU_KEEP_MASK: WebGpuKernel = {
  name: 'sublinear/keep-mask',
  inputs: ['key', 'limits'],
  startsFromZeros: false,
  code: `
    fn multiplyHigh(a : u32, b : u32) -> u32 {
      let aLow = a & 0xffffu;
      let aHigh = a >> 16u;
      let bLow = b & 0xffffu;
      let bHigh = b >> 16u;
      let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
      let carry = aLow * bHigh + (middle & 0xffffu);
      return aHigh * bHigh + (middle >> 16u) + (carry >> 16u);
    }

    fn philox(counter : vec4<u32>, key : vec2<u32>) -> vec4<u32> {
      var c = counter;
      var k = key;
      for (var round = 0; round < 10; round++) {
        let high0 = multiplyHigh(0xd2511f53u, c.x);
        let high1 = multiplyHigh(0xcd9e8d57u, c.z);
        c = vec4<u32>(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
        k += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
      }
      return c;
    }

    fn main(index : i32) {
      let start = ${BLOCK} * index;
      if (start >= uniforms.size) {
        return;
      }
      // The upper halves are the sign of the lower ones.
      let seed = vec4<u32>(vec4<i32>(key[0], key[0] >> 31u, key[1], key[1] >> 31u));
      let scrambled = philox(seed, vec2<u32>(0x3ec8f720u, 0x02461e29u));
      let block = philox(vec4<u32>(u32(index), 0u, scrambled.zw), scrambled.xy);
      let count = min(${BLOCK}, uniforms.size - start);
      for (var i = 0; i < count; i++) {
        let byte = (block[i / 4] >> u32(8 * (i % 4))) & 0xffu;
        result[start + i] = select(limits[1], 0.0, f32(byte) < limits[0]);
      }
    }
  `,
};

/** On WebGPU, the mask computed there: uploading it would take longer than a step. */
const webGpuKernel: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { shape, threshold, scale } = attrs as unknown as KeepMaskAttributes;
  const limits = tf.engine().makeTensor(Float32Array.of(threshold, scale), [2], 'float32');
  const calls = Math.ceil(tf.util.sizeFromShape([...shape]) / BLOCK);
  const mask = runWebGpuKernel(backend, WEBGPU_KEEP_MASK, [inputs.key!, limits], calls, shape);
  limits.dispose();
  return mask;
};

/** What the JavaScript kernel needs of a tfjs backend whose memory JavaScript reaches. */
type ReadableBackend = {
  readSync(dataId: tf.DataId): Int32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): tf.DataId;
};

/** In JavaScript, for backends that run operation by operation. */
const javaScriptKernel: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { readSync, write } = backend as ReadableBackend;
  const { shape, threshold, scale } = attrs as unknown as KeepMaskAttributes;
  const [first, second] = readSync.call(backend, inputs.key!.dataId);
  const bytes = randomBytes(tf.util.sizeFromShape([...shape]), [first!, second!]);
  const values = new Float32Array(bytes.length);
  // A loop: `Float32Array.from` takes twenty times as long, half of an eager step.
  for (let i = 0; i < values.length; i++) values[i] = bytes[i]! < threshold ? 0 : scale;
  const dataId = write.call(backend, values, [...shape], 'float32');
  return { dataId, shape: [...shape], dtype: 'float32' };
};

registerKernels(KERNEL, {
  tensorflow: javaScriptKernel,
  webgpu: webGpuKernel,
  wasm: javaScriptKernel,
  cpu: javaScriptKernel,
});

/**
 * Dropout's factors: 0 for an element that goes, and 1 / (share that stays) for one that stays.
 *
 * Each element has one random byte, a quarter of a word of Philox, and goes where the byte is below
 * `rate` x 256. So the share that goes is `rate` rounded to a multiple of 1/256: at most 1/512 off,
 * 0.1015625 for 0.1. The factor has the rounded share, so that the mean stays what it was. The bytes
 * depend on `key` only: they are the same on every backend.
 *
 * @param rate from 0 to less than 1
 * @param key int32 [2]: the seed of the place that draws (see `siteSeed`), and the step
 * @returns float32 of `shape`
 */
export function keepMask(shape: readonly number[], rate: number, key: tf.Tensor1D): tf.Tensor {
  const threshold = Math.min(BYTE_VALUES - 1, Math.round(rate * BYTE_VALUES));
  const scale = BYTE_VALUES / (BYTE_VALUES - threshold);
  return tf.engine().runKernel(KERNEL, { key }, { shape: [...shape], threshold, scale });
}

/** Where dropout's random numbers come from: the run's seed, and the step as an int32 scalar. */
export type DropoutSource = { readonly seed: number; readonly step: tf.Scalar };

/**
 * Zeroes each element of `x` with probability `rate`, to within 1/512, and divides the rest by the
 * share that stays (Srivastava et al., 2014). The mask depends on (`source.seed`, `site`,
 * `source.step`) only; see `keepMask`.
 *
 * @param site a name that no other call in the same step uses
 * @param source undefined outside training: `x` is returned as it is
 */
export function dropout(
  x: tf.Tensor,
  rate: number,
  site: string,
  source: DropoutSource | undefined,
): tf.Tensor {
  if (source === undefined || rate === 0) return x;
  const key = tf.stack([tf.scalar(siteSeed(source.seed, site), 'int32'), source.step]);
  return tf.mul(x, keepMask(x.shape, rate, key as tf.Tensor1D));
}
