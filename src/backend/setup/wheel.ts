/** A Python wheel whose native library is used; nothing in it is run by Python. */
export interface Wheel {
  package: string;
  version: string;
  platform: string;
  sha256: string;
}

/** The Python to name to pip, so that any local Python can download the wheels. */
export const PYTHON_VERSION = '3.12';

/** A wheel from `<package>==<version>`. */
function wheelOf(requirement: string, platform: string, sha256: string): Wheel {
  const [name, version] = requirement.split('==') as [string, string];
  return { package: name, version, platform, sha256 };
}

/** TensorFlow for processors only: a quarter of the size of the one that carries CUDA. */
const tensorflowCpuWheel = wheelOf(
  'tensorflow-cpu==2.21.0',
  'manylinux_2_27_x86_64',
  'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
);

/** TensorFlow with its kernels for CUDA 12; it computes on the processor where there is no GPU. */
const tensorflowCudaWheel = wheelOf(
  'tensorflow==2.21.0',
  'manylinux_2_27_x86_64',
  'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
);

/**
 * The libraries that it loads when it finds an NVIDIA driver, with their SHA-256: of its extra
 * `and-cuda`, those that its run path names and what these need in turn, each in the lowest version
 * that the extra allows, which TensorFlow was built with. Left out are the compiler for XLA, which is
 * not used here, and cuRAND.
 */
const CUDA_LIBRARIES = {
  'nvidia-cublas-cu12==12.5.3.2':
    'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
  'nvidia-cuda-cupti-cu12==12.5.82':
    'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
  'nvidia-cuda-nvrtc-cu12==12.5.82':
    '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
  'nvidia-cuda-runtime-cu12==12.5.82':
    '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
  'nvidia-cudnn-cu12==9.3.0.75': '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
  'nvidia-cufft-cu12==11.2.3.61':
    '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
  'nvidia-cusolver-cu12==11.6.3.83':
    '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
  'nvidia-cusparse-cu12==12.5.1.3':
    '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
  'nvidia-nccl-cu12==2.27.7': 'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
  'nvidia-nvjitlink-cu12==12.5.82':
    'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
};

/** The wheels that set-up puts into one folder: TensorFlow first, then the libraries that it loads. */
export interface NativeLibrary {
  device: 'cpu' | 'cuda';
  wheels: [Wheel, ...Wheel[]];
}

export const cpuLibrary: NativeLibrary = { device: 'cpu', wheels: [tensorflowCpuWheel] };

/** For NVIDIA GPUs: 2.4 GB to download, 4.3 GB unpacked. */
export const cudaLibrary: NativeLibrary = {
  device: 'cuda',
  wheels: [
    tensorflowCudaWheel,
    ...Object.entries(CUDA_LIBRARIES).map(([requirement, sha256]) =>
      wheelOf(requirement, 'manylinux2014_x86_64', sha256),
    ),
  ],
};
