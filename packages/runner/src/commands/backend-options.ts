import { clusterNames } from '@thaw/core';
import { mostWorkers, type BackendOptions, type DeviceOptions } from '../api/options.js';
import { deviceOptions } from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';

/** On what it is computed. */
export const computingOptions = {
  backend: {
    kind: 'choice',
    choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
    description: 'What computes (default: auto, the best that works here)',
  },
  ...deviceOptions,
  gpuIndex: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 0,
    excludes: ['cpu'],
    description: 'Which GPU, from 0 in the order of nvidia-smi (default: the first)',
  },
} as const satisfies OptionTable;

/** What computes, and how. */
export const backendOptions = {
  ...computingOptions,
  threads: {
    kind: 'integer',
    placeholder: 'N',
    minimum: 1,
    description: 'CPU threads of TensorFlow inside an operation (default: one a core)',
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

/** How many compute. */
export const workerOptions = {
  workers: {
    kind: 'integer',
    placeholder: 'N|auto',
    minimum: 1,
    maximum: mostWorkers,
    word: 'auto',
    description:
      'Compute so many stages at once, each in a process and on a GPU of its own; auto: as many as there are GPUs (default: 1)',
  },
} as const satisfies OptionTable;

/** Who computes. */
export const launcherOptions = {
  launcher: {
    kind: 'choice',
    choices: ['local', ...clusterNames],
    description:
      'Who computes: processes of this machine, or workers of a cluster of this kind, as launcher of the spec and of the site file says (default: local)',
  },
} as const satisfies OptionTable;

/** What these options say to the library. */
export const deviceOf = ({
  backend,
  cpu,
  gpu,
  gpuIndex,
}: OptionValues<typeof computingOptions>): DeviceOptions => ({
  ...{ backend, gpuIndex },
  device: gpu ? 'gpu' : cpu ? 'cpu' : 'auto',
});

/** What these options say to the library. */
export const backendOf = (options: OptionValues<typeof backendOptions>): BackendOptions => {
  const { threads, gpuMemory, deterministic } = options;
  return { ...deviceOf(options), threads, gpuMemory, deterministic };
};
