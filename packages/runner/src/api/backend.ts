import type { Backbones } from '@thaw/execution/backbones';
import type { Launcher, TakenSettings } from '@thaw/core';
import { computingGpus } from '@thaw/engine/device';
import { LocalLauncher, localWorkers } from '@thaw/execution/launcher';
import { beforeSweep } from '@thaw/execution/queue';
import type { Report, StageSettings } from '@thaw/execution/stages';
import type { SweepPart } from '../sweep/prepare-sweep.js';
import { openCluster, profileOf } from './cluster.js';
import type { Session } from './open-session.js';
import type { BackendOptions, WorkerOptions, Workers } from './options.js';
import { countOf } from './workers.js';

/** What these options ask for, for these networks; `decided` is noted with what is computed. */
export const stageSettings = (
  { backend = 'auto', device = 'auto', threads, gpuIndex, gpuMemory, deterministic = false }: BackendOptions,
  { folder, storeAddress, patienceSeconds, workspace, weightsPlaces, cache }: Session,
  { modules }: Backbones,
  decided: readonly TakenSettings[] = [],
): StageSettings => ({
  ...{
    storeFolder: folder,
    storeAddress,
    patienceSeconds,
    workspace,
    weightsPlaces,
    backboneModules: modules,
    backend,
    device,
  },
  decided,
  ...(cache && { cache }),
  library: { threads, gpuIndex, gpuMemory, deterministic },
});

/** What computes one thing after the other. It is told of what comes before tasks. */
export const openLauncher = (settings: StageSettings, report: Report): Launcher =>
  new LocalLauncher(settings, report);

interface OfSweep {
  readonly part: SweepPart;
  readonly session: Session;
}

/** What computes a sweep. */
export const openComputing = async (
  settings: StageSettings,
  options: WorkerOptions,
  { part, session }: OfSweep,
  report: Report,
): Promise<Launcher> => {
  const { launcher: cluster = 'local' } = options;
  if (cluster === 'local') return openWorkers(settings, options.workers, report);
  const profile = profileOf(cluster, part, options, session, settings);
  return openCluster(settings, { cluster, queue: part.loaded.sweepId, profile }, report);
};

/** What computes one thing after the other before a sweep begins. Its queue is another than that of the sweep, which somebody may execute. */
export function openBefore(
  part: SweepPart,
  options: BackendOptions & WorkerOptions,
  session: Session,
  report: Report,
): Launcher {
  const settings = stageSettings(options, session, part.loaded.backbones);
  const { launcher: cluster = 'local' } = options;
  if (cluster === 'local') return openLauncher(settings, report);
  const profile = profileOf(cluster, part, { workers: 1 }, session, settings);
  return openCluster(settings, { cluster, queue: beforeSweep(part.loaded.sweepId), profile }, report);
}

/** As many stages of this machine at once as there are workers. */
async function openWorkers(settings: StageSettings, workers: Workers = 1, report: Report): Promise<Launcher> {
  if (workers === 1) return openLauncher(settings, report);
  const { backend, device, library } = settings;
  const gpus = await computingGpus({ backend, device, gpuIndex: library.gpuIndex });
  const count = countOf(workers, gpus);
  return count === 1
    ? openLauncher(settings, report)
    : localWorkers(settings, { workers: count, gpus }, report);
}
