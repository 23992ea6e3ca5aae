import type { OnProgress } from '@thaw/core';
import type { DeviceChoice } from '@thaw/engine';
import type { CommandContext } from '../cli/command.js';

/** What all of provisioning is done with. */
export interface Provisioning {
  readonly context: CommandContext;
  /** Where everything goes. */
  readonly cacheFolder: string;
  readonly device: DeviceChoice;
  /** Whether CUDA's libraries may be this system's. */
  readonly cuda: 'auto' | 'wheels';
  /** Whose published weights are wanted too, by name or glob. */
  readonly specs: readonly string[];
  readonly onProgress: OnProgress;
  readonly onNotice: (line: string) => void;
}
