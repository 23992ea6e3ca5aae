import type { ModelFiles } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../demo', import.meta.url));

/** Of TensorFlow.js, what runs a graph model in WebAssembly: with threads, with SIMD, and for browsers with neither. */
const libraries = [
  '@tensorflow/tfjs-core/dist/tf-core.es2017.min.js',
  '@tensorflow/tfjs-converter/dist/tf-converter.es2017.min.js',
  '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
];

/** What makes the square of a picture, as in training: modules of core that import nothing but each other. */
const modules = [
  'resize/into-square.js',
  'resize/resize-modes.js',
  'resize/resample.js',
  'layers/bicubic-resampling.js',
];

/** A page that any static server shows, beside the model of TensorFlow.js in `tfjs`. It asks for nothing that is not here. */
export async function demoFiles(): Promise<ModelFiles> {
  const { resolve } = createRequire(import.meta.url);
  const core = join(dirname(resolve('@thaw/core/package.json')), 'dist');
  const places = [
    ['index.html', join(page, 'index.html')],
    ...['demo.css', 'demo.js'].map((name) => [`demo/${name}`, join(page, name)]),
    ...libraries.map((name) => [`demo/${basename(name)}`, resolve(name)]),
    ...modules.map((name) => [`demo/thaw/${name}`, join(core, name)]),
  ] as [path: string, file: string][];
  return new Map(
    await Promise.all(places.map(async ([path, file]) => [path, await readFile(file)] as const)),
  );
}
