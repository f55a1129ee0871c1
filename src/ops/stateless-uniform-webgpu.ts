import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { runWebGpuKernel, type WebGpuKernel } from './webgpu-kernel.ts';

/** Numbers that one call of the kernel makes: the generator's block. */
const BLOCK = 4;

/** `uniformFloats` of `philox.ts` in WGSL, bit for bit; see there for the sources. */
const UNIFORM: WebGpuKernel = {
  name: 'sublinear/stateless-uniform',
  inputs: ['key'],
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
        // A product is exact where a quotient need not be.
        result[start + i] = f32(block[i] & 0x7fffffu) * 0x1p-23f;
      }
    }
  `,
};

/**
 * `statelessUniform` on WebGPU.
 *
 * @param key int32 [2]
 */
export function webGpuStatelessUniform(
  backend: unknown,
  key: TensorInfo,
  shape: readonly number[],
): TensorInfo {
  const calls = Math.ceil(util.sizeFromShape([...shape]) / BLOCK);
  return runWebGpuKernel(backend, UNIFORM, [key], calls, shape);
}
