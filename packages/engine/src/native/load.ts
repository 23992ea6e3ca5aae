import { createRequire } from 'node:module';
import { ThawError } from '@thaw/core';
import type { NativeLibrary } from './library.js';
import type { TfjsBinding } from './tfjs-binding.js';

const require = createRequire(import.meta.url);

/** TensorFlow, loaded into this process. */
export interface TensorflowBackend {
  /** What the library itself answers: `2.21.0`. */
  readonly version: string;
  /** Where TensorFlow places operations: `gpu` only if it found one that works. */
  readonly device: 'cpu' | 'gpu';
  readonly binding: TfjsBinding;
}

/** Loads the library into this process, through tfjs-node's addon. Throws `THAW-BACKEND-LOAD-FAILED`. */
export async function loadTensorflowBackend(library: NativeLibrary): Promise<TensorflowBackend> {
  const binding = loadBinding(library);
  return { version: binding.TF_Version, device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu', binding };
}

function loadBinding(library: NativeLibrary): TfjsBinding {
  // Read when the library is loaded: 2 leaves errors. Who wants TensorFlow's notes sets it to 0.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const isQuiet = process.env['TF_CPP_MIN_LOG_LEVEL'] !== '0';
  try {
    const stderr = require(library.mute) as { mute(): void; unmute(): void };
    if (isQuiet) stderr.mute();
    try {
      return require(library.binding) as TfjsBinding;
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
