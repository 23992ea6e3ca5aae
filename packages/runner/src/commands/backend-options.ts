import type { CommandContext } from '../cli/command.js';
import { deviceOptions } from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import type { StageSettings } from '../stages/open-context.js';
import { weightsPlaces, type Session } from './session.js';

/** What computes. */
export const backendOptions = {
  backend: {
    kind: 'choice',
    choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
    description: 'What computes (default: auto, the best that works here)',
  },
  ...deviceOptions,
} as const satisfies OptionTable;

/** What `--backend`, `--cpu` and `--gpu` ask for. */
export const stageSettings = (
  { backend = 'auto', cpu, gpu }: OptionValues<typeof backendOptions>,
  { folder }: Session,
  context: CommandContext,
): StageSettings => ({
  storeFolder: folder,
  workspace: context.workspace,
  weightsPlaces: weightsPlaces(context),
  backend,
  device: gpu ? 'gpu' : cpu ? 'cpu' : 'auto',
});
