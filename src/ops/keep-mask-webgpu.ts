import { engine, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { runWebGpuKernel, type WebGpuKernel } from './webgpu-kernel.ts';

/** What a kernel is told beside the key. */
export type KeepMaskAttributes = {
  readonly shape: readonly number[];
  /** An element goes where its random byte is below this. */
  readonly threshold: number;
  /** What elements that stay are multiplied by. */
  readonly scale: number;
};

/** Elements that one call of the kernel makes: one for each byte of the generator's block. */
const BLOCK = 16;

/** The mask from the bytes of `philox.ts` in WGSL, bit for bit; see there for the sources. */
const KEEP_MASK: WebGpuKernel = {
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

/**
 * `keepMask` on WebGPU.
 *
 * @param key int32 [2]
 */
export function webGpuKeepMask(
  backend: unknown,
  key: TensorInfo,
  { shape, threshold, scale }: KeepMaskAttributes,
): TensorInfo {
  const limits = engine().makeTensor(Float32Array.of(threshold, scale), [2], 'float32');
  const calls = Math.ceil(util.sizeFromShape([...shape]) / BLOCK);
  const mask = runWebGpuKernel(backend, KEEP_MASK, [key, limits], calls, shape);
  limits.dispose();
  return mask;
}
