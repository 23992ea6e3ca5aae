import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const fields = [
  'index',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'power.draw',
  'enforced.power.limit',
] as const;

const mebibyte = 1024 ** 2;

export type GpuUsage = Readonly<Record<string, number>>;

/**
 * Asks `nvidia-smi` for all who watch this machine: it takes longer than a short run does, so what it said a moment ago
 * will do for others, and where there is no such program it is not asked again.
 */
export class GpuWatch {
  #latest: { readonly askedMs: number; readonly usage: Promise<GpuUsage | undefined> } | undefined;
  #isThere = true;

  constructor(private readonly ask: () => Promise<GpuUsage> = gpuUsage) {}

  /** By MLflow's names, of every GPU, as it was within these milliseconds; undefined where nobody says. */
  async usage(withinMs: number): Promise<GpuUsage | undefined> {
    if (!this.#isThere) return undefined;
    const now = performance.now();
    if (!this.#latest || now - this.#latest.askedMs >= withinMs)
      this.#latest = { askedMs: now, usage: this.#answer() };
    return this.#latest.usage;
  }

  async #answer(): Promise<GpuUsage | undefined> {
    try {
      return await this.ask();
    } catch (error) {
      // Any other failure may be of a machine that is busy: the next interval asks again.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#isThere = false;
      return undefined;
    }
  }
}

/** @throws what starting it, its time or its exit code has failed with. */
async function gpuUsage(): Promise<GpuUsage> {
  const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
  return parseGpuUsage((await run('nvidia-smi', query, { timeout: 5000 })).stdout);
}

/** A line a GPU: `0, 87, 21345, 81559, 312.45, 700.00`. What a device or its driver does not tell is left out. */
export function parseGpuUsage(output: string): GpuUsage {
  const usage = new Map<string, number>();
  for (const line of output.trim().split('\n').filter(Boolean)) {
    const [index, utilization, used, total, watts, limit] = line
      .split(',')
      .map((text) => Number.parseFloat(text));
    const found = {
      utilization_percentage: utilization,
      memory_usage_megabytes: used! * (mebibyte / 1e6),
      memory_usage_percentage: (100 * used!) / total!,
      power_usage_watts: watts,
      power_usage_percentage: (100 * watts!) / limit!,
    };
    for (const [name, value] of Object.entries(found)) {
      if (Number.isFinite(value) && Number.isFinite(index)) usage.set(`gpu_${index}_${name}`, value!);
    }
  }
  return Object.fromEntries(usage);
}
