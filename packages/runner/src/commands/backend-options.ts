import type { Backbones } from '@thaw/execution/backbones';
import type { StageSettings } from '@thaw/execution/stages';
import type { CommandContext } from '../cli/command.js';
import { deviceOptions } from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import { weightsPlaces, type Session } from './session.js';

/** What computes. */
export const backendOptions = {
  backend: {
    kind: 'choice',
    choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
    description: 'What computes (default: auto, the best that works here)',
  },
  ...deviceOptions,
  threads: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    description: 'CPU threads of TensorFlow inside an operation (default: one a core)',
  },
  gpuIndex: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 0,
    excludes: ['cpu'],
    description: 'Which GPU, from 0 in the order of nvidia-smi (default: the first)',
  },
  gpuMemory: {
    kind: 'choice',
    choices: ['grow', 'all'],
    excludes: ['cpu'],
    description: 'Whether to take GPU memory as it is needed, or all at once (default: grow)',
  },
  deterministic: {
    kind: 'flag',
    description: 'On a GPU, use only kernels that give the same bits each time; on a CPU all do',
  },
} as const satisfies OptionTable;

/** What these options ask for, for these networks. */
export const stageSettings = (
  options: OptionValues<typeof backendOptions>,
  { folder }: Session,
  context: CommandContext,
  { modules }: Backbones,
): StageSettings => {
  const { backend = 'auto', cpu, gpu, threads, gpuIndex, gpuMemory, deterministic } = options;
  return {
    storeFolder: folder,
    workspace: context.workspace,
    weightsPlaces: weightsPlaces(context),
    backboneModules: modules,
    backend,
    device: gpu ? 'gpu' : cpu ? 'cpu' : 'auto',
    library: { threads, gpuIndex, gpuMemory, deterministic },
  };
};
