// `node --import tsx webgpu-probe.ts`: prints what WebGPU would compute on, as JSON; see
// diagnosis.ts.
import type { WebGpuDiagnosis } from './diagnosis.ts';
import { findWebGpuAdapter } from './webgpu.ts';

const diagnosis: WebGpuDiagnosis = await findWebGpuAdapter().then(
  (adapter) => ({ adapter }),
  (error: Error) => ({ problem: error.message }),
);
console.log(JSON.stringify(diagnosis));
