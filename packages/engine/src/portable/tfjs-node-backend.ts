import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import type { TfjsBinding } from '../native/tfjs-binding.js';

const require = createRequire(import.meta.url);

/**
 * Makes tfjs-node's kernels on TensorFlow tfjs's current backend, `tensorflow`: the portable engine as the second
 * opinion on the same library. Needs the optional peer `@tensorflow/tfjs-node-gpu`, which no command of Thaw does.
 *
 * tfjs-node's own entry point is not used: it looks for an addon inside node_modules. Its CommonJS modules and our ES
 * modules share one tfjs-core, for that package has a CommonJS entry only; besides, tfjs-core keeps its engine and
 * registries in a global.
 */
export async function useTfjsNodeBackend(binding: TfjsBinding): Promise<void> {
  replaceNullCheck();
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as {
    NodeJSKernelBackend: new (binding: TfjsBinding, packageName: string) => tf.KernelBackend;
  };
  if (!tf.findBackend('tensorflow')) {
    const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
    tf.registerBackend('tensorflow', () => backend);
  }
  await tf.setBackend('tensorflow');
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, of which Node 22 warns and which Node 23 removed. */
function replaceNullCheck(): void {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined = (value) => value === null || value === undefined;
}
