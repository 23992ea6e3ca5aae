import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * Makes `wasm` tfjs's current backend, from the binaries of its own npm package: no network. In Node it is always
 * single-threaded; it uses SIMD where the processor has it. Returns its version.
 */
export async function loadWasmBackend(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  await tf.setBackend('wasm');
  return version_wasm;
}
