import type { Backbones } from '@thaw/execution/backbones';
import type { Launcher, TakenSettings } from '@thaw/core';
import { LocalLauncher } from '@thaw/execution/launcher';
import type { Report, StageSettings } from '@thaw/execution/stages';
import type { Session } from './open-session.js';
import type { BackendOptions } from './options.js';

/** What these options ask for, for these networks; `decided` is noted with what is computed. */
export const stageSettings = (
  { backend = 'auto', device = 'auto', threads, gpuIndex, gpuMemory, deterministic = false }: BackendOptions,
  { folder, workspace, weightsPlaces }: Session,
  { modules }: Backbones,
  decided: readonly TakenSettings[] = [],
): StageSettings => ({
  ...{ storeFolder: folder, workspace, weightsPlaces, backboneModules: modules, backend, device },
  decided,
  library: { threads, gpuIndex, gpuMemory, deterministic },
});

/** Whatever computes stages for people is chosen here. It is told of what comes before tasks. */
export const openLauncher = (settings: StageSettings, report: Report): Launcher =>
  new LocalLauncher(settings, report);
