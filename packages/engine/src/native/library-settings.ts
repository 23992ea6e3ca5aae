/** How TensorFlow uses the machine. Absent: as the environment says, else TensorFlow's own default. */
export interface LibrarySettings {
  /** CPU threads inside an operation, at least 1. TensorFlow's default: one a core. */
  readonly threads?: number;
  /** Which GPU, from 0, in the order of `nvidia-smi`. Default: the first. */
  readonly gpuIndex?: number;
  /** `grow`: takes GPU memory as it is needed, so that others can use the rest; `all`: all of it at once. Default `grow`. */
  readonly gpuMemory?: 'grow' | 'all';
  /** On a GPU, only kernels that always sum in the same order; slower. On a CPU all of them do. Default false. */
  readonly deterministic?: boolean;
}

/**
 * Environment variables that mean the same to TensorFlow. It reads them once for all its sessions, when it is loaded or opens the
 * first; a session's own options are for what it alone has. What is not set leaves the user's own variables as they are.
 */
export function libraryEnvironment(
  { threads, gpuIndex, gpuMemory, deterministic }: LibrarySettings,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const growth = gpuMemory ?? (env['TF_FORCE_GPU_ALLOW_GROWTH'] === undefined ? 'grow' : undefined);
  return {
    ...(threads !== undefined && { TF_NUM_INTRAOP_THREADS: String(threads) }),
    // CUDA's own order is by speed.
    ...(gpuIndex !== undefined && {
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: String(gpuIndex),
    }),
    ...(growth && { TF_FORCE_GPU_ALLOW_GROWTH: String(growth === 'grow') }),
    ...(deterministic && { TF_DETERMINISTIC_OPS: '1' }),
  };
}
