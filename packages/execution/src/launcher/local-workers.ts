import type { Launcher } from '@thaw/core';
import { availableParallelism } from 'node:os';
import type { StageSettings } from '../stages/open-context.js';
import type { Report } from '../stages/stage-context.js';
import { LocalLauncher } from './local-launcher.js';
import { WorkerPool, type SayOnce } from './worker-pool.js';

/** How a machine is shared out. */
export interface Shares {
  readonly workers: number;
  /** Numbers of the GPUs that are dealt out, one to each worker and from the first on again; none where processors compute. */
  readonly gpus: readonly number[];
}

/**
 * As many processes of this machine. Those that decode images are divided among them; threads of TensorFlow are not: into how many parts
 * it divides a sum decides the last bits of it, and the same sweep is to come to the same.
 */
export function localWorkers(settings: StageSettings, shares: Shares, report: Report): Launcher {
  const once = saidOnce();
  const [first, ...others] = settingsOfEach(settings, shares).map(
    (each, index) => new LocalLauncher(each, once(report), `worker ${index + 1}`),
  ) as [LocalLauncher, ...LocalLauncher[]];
  return new WorkerPool([first, ...others], {
    gpus: Math.min(shares.gpus.length, shares.workers),
    decodersOf: (workers) => decodersOf(settings, workers),
    once,
  });
}

/** Whatever one of them says the others need not say again. */
function saidOnce(): SayOnce {
  const said = new Set<string>();
  return (report) => ({
    ...report,
    onNotice(line) {
      if (!said.has(line)) report.onNotice(line);
      said.add(line);
    },
  });
}

export function settingsOfEach(settings: StageSettings, { workers, gpus }: Shares): readonly StageSettings[] {
  const { library } = settings;
  const decoderProcesses = decodersOf(settings, workers);
  return Array.from({ length: workers }, (_, index) => {
    const gpuIndex = gpus[index % gpus.length];
    return {
      ...{ ...settings, decoderProcesses },
      library: { ...library, ...(gpuIndex !== undefined && { gpuIndex }) },
    };
  });
}

/** Processes that decode images for each of so many workers. */
export const decodersOf = ({ library }: StageSettings, workers: number): number =>
  Math.max(1, Math.floor((library.threads ?? availableParallelism()) / workers));
