import { computingGpus } from '@thaw/engine/device';
import type { DeviceOptions, WorkerOptions, Workers } from './options.js';

/** How many compute at once, where these options ask for them. */
export const workersOf = async ({
  workers = 1,
  ...device
}: DeviceOptions & WorkerOptions): Promise<number> =>
  workers === 'auto' ? countOf(workers, await computingGpus(device)) : workers;

/** With these GPUs. */
export const countOf = (workers: Workers, gpus: readonly number[]): number =>
  workers === 'auto' ? Math.max(1, gpus.length) : workers;
