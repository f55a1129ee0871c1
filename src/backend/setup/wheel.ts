/** A Python wheel whose native library is used; nothing in it is run by Python. */
export interface Wheel {
  /** The name of its package. */
  package: string;
  version: string;
  /** What to ask pip for, so that any local Python can download it. */
  pythonVersion: string;
  platform: string;
  sha256: string;
}

/** TensorFlow for processors only: a quarter of the size of the one that carries CUDA. */
export const tensorflowCpuWheel: Wheel = {
  package: 'tensorflow-cpu',
  version: '2.21.0',
  pythonVersion: '3.12',
  platform: 'manylinux_2_27_x86_64',
  sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
};
