import type { Engine } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import type { CommandContext } from '../cli/command.js';
import type { OptionTable } from '../cli/option.js';
import { cacheFolder } from '../environment/folders.js';
import type { OnSweepEvent } from '../sweep/sweep-event.js';

export const backendOptions = {
  backend: {
    kind: 'choice',
    choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
    description: 'What computes (default: auto, the best that works here)',
  },
} as const satisfies OptionTable;

interface Chosen {
  readonly backend: (typeof backendOptions.backend.choices)[number] | undefined;
  readonly cpu: boolean;
  readonly gpu: boolean;
}

/** Opens what `--backend`, `--cpu` and `--gpu` ask for; installs it first where it is missing. */
export const openBackend = (
  { backend = 'auto', cpu, gpu }: Chosen,
  { env, signal }: CommandContext,
  onEvent: OnSweepEvent,
): Promise<Engine> =>
  openEngine({
    backend,
    device: gpu ? 'gpu' : cpu ? 'cpu' : 'auto',
    cacheFolder: cacheFolder(env),
    onProgress: (progress) => onEvent({ type: 'progress', ...progress }),
    onNotice: (message) => onEvent({ type: 'notice', message }),
    signal,
  });
