import type { Backbones } from '@thaw/execution/backbones';
import type { StageSettings } from '@thaw/execution/stages';
import type { Session } from './open-session.js';
import type { BackendOptions } from './options.js';

/** What these options ask for, for these networks. */
export const stageSettings = (
  { backend = 'auto', device = 'auto', threads, gpuIndex, gpuMemory, deterministic = false }: BackendOptions,
  { folder, workspace, weightsPlaces }: Session,
  { modules }: Backbones,
): StageSettings => ({
  ...{ storeFolder: folder, workspace, weightsPlaces, backboneModules: modules, backend, device },
  library: { threads, gpuIndex, gpuMemory, deterministic },
});
