import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type BatchMatMulAttrs,
  type DataType,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  type TransposeAttrs,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

/*
 * Two kernels in place of TensorFlow.js 4.22's on WASM, which training spends most of its time in:
 * a product with a transposed matrix is 13 times slower there than one without, and the transpose of
 * a tensor of more than two dimensions takes 80 ns an element.
 */

type Numbers = Float32Array | Int32Array | Uint8Array;

const permuted = (shape: readonly number[], perm: readonly number[]): number[] =>
  perm.map((axis) => shape[axis]!);

/** Writes `x` of `shape` to `out` with its axes in the order of `perm`. */
export function transposeInto(
  out: Numbers,
  x: Numbers,
  shape: readonly number[],
  perm: readonly number[],
): void {
  const strides = permuted(util.computeStrides([...shape]).concat(1), perm);
  const lengths = permuted(shape, perm);
  const last = lengths.length - 1;
  const [run, stride] = [lengths[last]!, strides[last]!];
  const place = new Array<number>(last).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; ) {
    for (let i = 0; i < run; i++) out[to++] = x[from + i * stride]!;
    // On to the next run, as an odometer counts.
    for (let axis = last - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      place[axis]! += 1;
      if (place[axis]! < lengths[axis]!) break;
      from -= place[axis]! * strides[axis]!;
      place[axis] = 0;
    }
  }
}

function transposed(backend: BackendWasm, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const out = backend.makeOutput(permuted(x.shape, perm), x.dtype as DataType);
  // After the output is there: memory that grows moves.
  const heap = (info: TensorInfo) => backend.typedArrayFromHeap(info) as Numbers;
  transposeInto(heap(out), heap(x), x.shape, perm);
  return out;
}

const transpose: KernelFunc = ({ inputs, backend, attrs }) =>
  transposed(backend as BackendWasm, inputs.x!, (attrs as unknown as TransposeAttrs).perm);

/** Products of two matrices without their transposes, of which `multiply` knows none. */
function product(multiply: KernelFunc): KernelFunc {
  return (call) => {
    const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    if (a.shape.length !== 2 || b.shape.length !== 2 || !(transposeA || transposeB)) {
      return multiply(call);
    }
    const backend = call.backend as BackendWasm;
    const turned = (x: TensorInfo) => transposed(backend, x, [1, 0]);
    const times = (left: TensorInfo, right: TensorInfo) => {
      const inputs = { a: left, b: right };
      const attrs = { transposeA: false, transposeB: false };
      return multiply({ inputs, backend, attrs }) as TensorInfo;
    };
    const free = (...infos: readonly TensorInfo[]) => {
      for (const { dataId } of infos) backend.disposeData(dataId);
    };
    const columns = transposeB ? b.shape[0]! : b.shape[1]!;
    const rows = transposeA ? a.shape[1]! : a.shape[0]!;
    const size = ({ shape }: TensorInfo) => util.sizeFromShape(shape);
    if (transposeA && !transposeB && size(a) > size(b) + rows * columns) {
      // A^T B = (B^T A)^T, which leaves the largest of the three as it is.
      const smaller = turned(b);
      const turnedProduct = times(smaller, a);
      const result = turned(turnedProduct);
      free(smaller, turnedProduct);
      return result;
    }
    const left = transposeA ? turned(a) : a;
    const right = transposeB ? turned(b) : b;
    const result = times(left, right);
    free(...(transposeA ? [left] : []), ...(transposeB ? [right] : []));
    return result;
  };
}

const replaced = new WeakSet<KernelFunc>();

function replace(kernelName: string, change: (original: KernelFunc) => KernelFunc): void {
  const original = getKernel(kernelName, 'wasm') as KernelConfig | undefined;
  if (original === undefined) throw new Error(`the WASM backend has no kernel ${kernelName}`);
  if (replaced.has(original.kernelFunc)) return;
  const kernelFunc = change(original.kernelFunc);
  replaced.add(kernelFunc);
  unregisterKernel(kernelName, 'wasm');
  registerKernel({ ...original, kernelFunc });
}

/** Puts the faster kernels in place; to be called once the WASM backend runs. */
export function replaceSlowKernels(): void {
  replace('Transpose', () => transpose);
  replace('BatchMatMul', product);
}
