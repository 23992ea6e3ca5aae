import { createRequire } from 'node:module';
import type * as Core from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { ThawError } from '@thaw/core';
import type { NativeLibrary } from './library.js';

const require = createRequire(import.meta.url);

/** TensorFlow, loaded into this process. */
export interface TensorflowBackend {
  /** What the library itself answers: `2.21.0`. */
  readonly version: string;
  /** Where TensorFlow places operations: `gpu` only if it found one that works. */
  readonly device: 'cpu' | 'gpu';
  readonly binding: TFJSBinding;
}

/**
 * Loads the library into this process and makes it tfjs's current backend, `tensorflow`, with all gradients registered.
 * Throws `THAW-BACKEND-LOAD-FAILED`.
 *
 * tfjs-node's own entry point is not used: it looks for an addon inside node_modules. Its CommonJS modules and our ES
 * modules share one tfjs-core, for that package has a CommonJS entry only; besides, tfjs-core keeps its engine and
 * registries in a global.
 */
export async function loadTensorflowBackend(library: NativeLibrary): Promise<TensorflowBackend> {
  const binding = loadBinding(library);
  replaceNullCheck();
  // The union package registers the gradients of all kernels, which tfjs-core alone does not.
  const tf = require('@tensorflow/tfjs') as typeof Core;
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const kernels = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as {
    NodeJSKernelBackend: new (binding: TFJSBinding, packageName: string) => NodeJSKernelBackend;
  };
  if (!tf.findBackend('tensorflow')) {
    const backend = new kernels.NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
    tf.registerBackend('tensorflow', () => backend);
  }
  await tf.setBackend('tensorflow');
  return { version: binding.TF_Version, device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu', binding };
}

function loadBinding(library: NativeLibrary): TFJSBinding {
  // Read when the library is loaded: 2 leaves errors. Who wants TensorFlow's notes sets it to 0.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const isQuiet = process.env['TF_CPP_MIN_LOG_LEVEL'] !== '0';
  try {
    const stderr = require(library.mute) as { mute(): void; unmute(): void };
    if (isQuiet) stderr.mute();
    try {
      return require(library.binding) as TFJSBinding;
    } finally {
      stderr.unmute();
    }
  } catch (error) {
    throw new ThawError(
      {
        code: 'THAW-BACKEND-LOAD-FAILED',
        message: 'TensorFlow is installed but cannot be loaded',
        found: (error as Error).message,
        remedy: `delete ${library.folder} and ${library.addonFolder}; \`npx thaw provision\` installs them again`,
      },
      { cause: error },
    );
  }
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, of which Node 22 warns and which Node 23 removed. */
function replaceNullCheck(): void {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined = (value) => value === null || value === undefined;
}
