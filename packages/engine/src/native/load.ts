import { createRequire } from 'node:module';
import { ThawError } from '@thaw/core';
import type { NativeLibrary } from './library.js';
import type { SessionBinding } from './session-binding.js';
import type { TfjsBinding } from './tfjs-binding.js';

const require = createRequire(import.meta.url);

/** TensorFlow, loaded into this process. */
export interface TensorflowBackend {
  /** What the library itself answers: `2.21.0`. */
  readonly version: string;
  /** Where TensorFlow places operations: `gpu` only if it found one that works. */
  readonly device: 'cpu' | 'gpu';
  readonly binding: SessionBinding;
}

/** Loads the library into this process, through Thaw's addon. Throws `THAW-BACKEND-LOAD-FAILED`. */
export async function loadTensorflowBackend(library: NativeLibrary): Promise<TensorflowBackend> {
  const binding = loadAddon(library, library.session) as SessionBinding;
  const device = binding.devices(new Uint8Array()).includes('GPU') ? 'gpu' : 'cpu';
  return { version: binding.version, device, binding };
}

/** tfjs-node's addon on the same library, for `useTfjsNodeBackend`. Throws `THAW-BACKEND-LOAD-FAILED`. */
export const loadTfjsBinding = (library: NativeLibrary): TfjsBinding =>
  loadAddon(library, library.binding) as TfjsBinding;

function loadAddon(library: NativeLibrary, addon: string): unknown {
  // Read when the library is loaded: 2 leaves errors. Who wants TensorFlow's notes sets it to 0.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const isQuiet = process.env['TF_CPP_MIN_LOG_LEVEL'] !== '0';
  try {
    const stderr = require(library.mute) as { mute(): void; unmute(): void };
    if (isQuiet) stderr.mute();
    try {
      return require(addon);
    } finally {
      stderr.unmute();
    }
  } catch (error) {
    throw new ThawError(
      {
        code: 'THAW-BACKEND-LOAD-FAILED',
        message: 'TensorFlow is installed but cannot be loaded',
        found: (error as Error).message,
        remedy: `delete ${library.folder} and ${library.addonFolder}; \`thaw provision\` installs them again`,
      },
      { cause: error },
    );
  }
}
