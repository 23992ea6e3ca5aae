/**
 * Holds Thaw against TensorFlow.js on models of others: the layers models in the npm package `nsfwjs` (MIT), MobileNetV2 and InceptionV3 with weights of
 * one byte each. `node tools/tfjs/nsfwjs.mjs` fetches the package by npm into a folder of the system's for a while, 25 MB, and prints for each model how far
 * Thaw's features are from those of tfjs-layers on one random image, of the largest. A model whose file has no layers is to be refused.
 */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, model as modelOf } from '@tensorflow/tfjs-layers';
import { openEngine } from '@thaw/engine';
import { loadBackbones } from '@thaw/execution/backbones';
import { provideWeights } from '@thaw/execution/weights';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const largestDifference = 1e-4;
const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'thaw-nsfwjs-'));
try {
  execFileSync('npm', ['pack', 'nsfwjs@4.4.0', '--silent'], { cwd: folder });
  execFileSync('tar', ['xzf', 'nsfwjs-4.4.0.tgz'], { cwd: folder });
  for (const name of ['mobilenet_v2', 'inception_v3']) await compare(name, unpack(name));
  await refuse(unpack('mobilenet_v2_mid'));
} finally {
  rmSync(folder, { recursive: true });
}

/** The package has its files as modules: JSON, and numbers in base64. */
function unpack(name) {
  const packed = join(folder, 'package/dist/models', name);
  const unpacked = join(folder, name);
  mkdirSync(unpacked);
  for (const file of readdirSync(packed)) {
    const content = require(join(packed, file));
    const isIndex = file === 'model.min.js';
    writeFileSync(
      join(unpacked, isIndex ? 'model.json' : file.replace('.min.js', '')),
      isIndex ? JSON.stringify(content) : Buffer.from(content, 'base64'),
    );
  }
  return join(unpacked, 'model.json');
}

async function compare(name, file) {
  const { loaded } = await loadBackbones([`${file}#preprocessing=unit`], folder);
  const { backbone } = loaded[0];
  const [{ imageSize, preprocessing }] = backbone.weights;
  const graph = backbone.build(imageSize);
  const places = { cacheFolder: join(folder, 'cache'), kerasFolder: folder };
  const weights = await provideWeights({ backbone, config: { file }, seed: 1, ...places });
  const engine = await openEngine({ backend: 'wasm', device: 'cpu', cacheFolder: folder, onNotice() {} });
  const extractor = await engine.createExtractor({ graph, preprocessing, weights, outputs: [graph.output] });
  const image = Uint8Array.from({ length: imageSize ** 2 * 3 }, () => Math.floor(256 * Math.random()));
  const [ours] = await extractor.extract(image, 1);

  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(file, 'utf8'));
  const bytes = weightsManifest.flatMap(({ paths }) =>
    paths.map((path) => readFileSync(join(file, '..', path))),
  );
  const weightData = Uint8Array.from(Buffer.concat(bytes)).buffer;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const whole = await loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  const cut = modelOf({ inputs: whole.inputs, outputs: whole.getLayer(graph.output).output });
  const pixels = Float32Array.from(image, (value) => value / 255);
  const theirs = cut.predict(tf.tensor(pixels, [1, imageSize, imageSize, 3])).dataSync();

  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference =
    theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - ours[at])), 0) / largest;
  console.log(`${name} at ${graph.output}: ${difference.toExponential(1)}`);
  if (!(difference < largestDifference) || theirs.length !== ours.length) process.exitCode = 1;
}

async function refuse(file) {
  const { unavailable } = await loadBackbones([file], folder);
  const { code, found } = unavailable.get(file) ?? {};
  console.log(`mobilenet_v2_mid: ${code}, ${found}`);
  if (code !== 'THAW-BACKBONE-MODEL-UNREADABLE') process.exitCode = 1;
}
