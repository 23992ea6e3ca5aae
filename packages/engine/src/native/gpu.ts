import { runSubprocess } from './subprocess.js';

export interface Gpu {
  /** As NVIDIA names it: `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  readonly driver: string;
  readonly memoryMiB: number;
  /** What nobody uses just now. */
  readonly freeMiB: number;
  /** `9.0`; since 8.0 (Ampere) tensor cores multiply single precision, rounded to TensorFloat-32. */
  readonly computeCapability: string;
  /** `GPU-4f0e…`, by which CUDA_VISIBLE_DEVICES may name it. */
  readonly uuid: string;
}

/** The first driver that runs libraries of CUDA 12 (NVIDIA's minor version compatibility). */
export const oldestDriver = '525.60.13';

/**
 * The GPUs that this process may use, by asking the driver through `nvidia-smi`. `/proc/driver/nvidia` would not do: a
 * container sees the host's there, even when no GPU was handed to it.
 */
export async function findGpus(): Promise<readonly Gpu[]> {
  // CUDA's own switch, which nvidia-smi does not heed; Slurm sets it so for jobs that asked for no GPU.
  if (/^(|-1|NoDevFiles)$/.test(process.env['CUDA_VISIBLE_DEVICES'] ?? '0')) return [];
  // The second is where WSL keeps it, which is not always in PATH.
  for (const command of ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi']) {
    // Drivers older than any that is usable do not know the last two, and then tell nothing at all.
    for (const fields of [queried, queried.slice(0, -2)]) {
      const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
      const result = await runSubprocess(command, query).catch(() => undefined);
      if (!result) break;
      if (result.ok) return parseGpus(result.stdout);
    }
  }
  return [];
}

const queried = ['name', 'driver_version', 'memory.total', 'memory.free', 'compute_cap', 'uuid'] as const;

export function parseGpus(csv: string): readonly Gpu[] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length >= 4)
    .map(([name = '', driver = '', memory, free, computeCapability = '', uuid = '']) => ({
      ...{ name, driver, computeCapability, uuid },
      ...{ memoryMiB: Number(memory), freeMiB: Number(free) },
    }));
}

/** Numbers of those that a process sees, in the order in which CUDA counts them there: it takes none after one that is not there. */
export function visibleGpus(
  gpus: readonly Gpu[],
  visible = process.env['CUDA_VISIBLE_DEVICES'],
): readonly number[] {
  if (!visible?.trim()) return [...gpus.keys()];
  const numbers = visible.split(',').map((each) => {
    const name = each.trim();
    return /^\d+$/.test(name) ? Number(name) : gpus.findIndex(({ uuid }) => name && uuid.startsWith(name));
  });
  const end = numbers.findIndex((number) => !gpus[number]);
  return end < 0 ? numbers : numbers.slice(0, end);
}

/** Which one a process computes on: CUDA takes the first that it sees. */
export const usedGpu = (
  gpus: readonly Gpu[],
  gpuIndex: number | undefined,
  visible?: string,
): Gpu | undefined => gpus[gpuIndex ?? visibleGpus(gpus, visible)[0] ?? -1];

/** Whether it multiplies in TensorFloat-32. */
export const hasTensorFloat32 = ({ computeCapability }: Gpu): boolean =>
  Number.parseFloat(computeCapability) >= 8;

/** Whether the driver is new enough for the pinned CUDA. */
export function isUsable(gpu: Gpu): boolean {
  return gpu.driver.localeCompare(oldestDriver, 'en', { numeric: true }) >= 0;
}
