import { runSubprocess } from './subprocess.js';

export interface Gpu {
  /** As NVIDIA names it: `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  readonly driver: string;
  readonly memoryMiB: number;
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
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
  // The second is where WSL keeps it, which is not always in PATH.
  for (const command of ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi']) {
    const result = await runSubprocess(command, query).catch(() => undefined);
    if (result?.ok) return parseGpus(result.stdout);
  }
  return [];
}

export function parseGpus(csv: string): readonly Gpu[] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 3)
    .map(([name = '', driver = '', memory]) => ({ name, driver, memoryMiB: Number(memory) }));
}

/** Whether the driver is new enough for the pinned CUDA. */
export function isUsable(gpu: Gpu): boolean {
  return gpu.driver.localeCompare(oldestDriver, 'en', { numeric: true }) >= 0;
}
