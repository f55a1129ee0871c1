/** A device that WebGPU can compute on. */
export interface WebGpuAdapter {
  /** Its name and its driver's, such as `nvidia-geforce-rtx-4090 (NVIDIA: 550.54.14)`. */
  name: string;
  /** True where a program on the processor plays the device: right, and very slow. */
  software: boolean;
}

/** The name and kind of an adapter, from what its driver says of it. */
export function describeAdapter(
  info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & {
    readonly isFallbackAdapter?: boolean;
  },
): WebGpuAdapter {
  const { vendor, architecture, device, description } = info;
  // Drivers may leave out any of them; Dawn ends some names with a hyphen.
  const name = device || [vendor, architecture].filter(Boolean).join(' ') || 'unknown GPU';
  return {
    name: name.replace(/-$/, '') + (description && ` (${description})`),
    software: info.isFallbackAdapter === true,
  };
}
