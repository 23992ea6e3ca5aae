/**
 * How fast onnxruntime computes an export, beside Thaw's own engine on the same weights and images:
 *
 *     node bench/exports.mjs [--networks efficientnet-lite0,convnexttiny,vit_tiny_patch16_224] [--size 224] [--batch 16] [--rounds 5]
 *
 * Weights are drawn. Both have all cores, in turns, so that other load on the machine is the same for both; the quickest of the rounds
 * counts. Makes ready what the tests have: TensorFlow, and a Python with onnxruntime.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { backbones } from '@thaw/backbones';
import { addHead, initialWeights, ownPool, seededRandom } from '@thaw/core';
import { encodeOnnx, openEngine } from '@thaw/engine';
import { cacheFolder } from '../packages/execution/dist/environment/folders.js';

const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'efficientnet-lite0,convnexttiny,vit_tiny_patch16_224' },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '5' },
  },
});
const [size, batch, rounds] = [options.size, options.batch, options.rounds].map(Number);
const precisions = ['float32', 'float16'];
const tool = (name) => join(import.meta.dirname, '..', 'tools', 'onnx', name);

const python = execFileSync(process.execPath, [tool('setup.mjs')], { encoding: 'utf8' }).trim();
const engine = await openEngine({
  ...{ backend: 'tensorflow', device: 'cpu' },
  cacheFolder: cacheFolder(process.env),
  onNotice: () => {},
});
const folder = mkdtempSync(join(tmpdir(), 'thaw-exports-'));
try {
  const random = seededRandom('images');
  const images = Uint8Array.from({ length: batch * size * size * 3 }, () => Math.floor(256 * random()));
  writeFileSync(join(folder, 'images'), images);
  console.log('| ms an image | Thaw | ONNX | ONNX, float16 | ONNX / Thaw |\n| --- | --- | --- | --- | --- |');
  for (const name of options.networks.split(',')) {
    const [ours, ...theirs] = await measured(classifierOf(backbones[name]), images);
    const cells = [ours, ...theirs].map((seconds) => (seconds * 1e3).toFixed(1));
    console.log(`| ${name} | ${cells.join(' | ')} | ${(theirs[0] / ours).toFixed(2)} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
  await engine.dispose();
}

function classifierOf(network) {
  const graph = addHead(network.build(size), { pool: ownPool(network), hidden: [], dropout: 0 }, 10);
  return { graph, preprocessing: network.weights[0].preprocessing, weights: initialWeights(graph, 1) };
}

/** Seconds an image: ours, and those of each precision. */
async function measured(classifier, images) {
  const jobs = precisions.map((precision) => {
    const model = join(folder, `${precision}.onnx`);
    const about = { description: '', producerVersion: '', metadata: {} };
    writeFileSync(model, encodeOnnx(classifier, { precision, ...about }));
    return { ...{ model, images: join(folder, 'images') }, shape: [batch, size, size, 3], batches: [batch] };
  });
  const extractor = await engine.createExtractor({ ...classifier, outputs: [classifier.graph.output] });
  const best = [Infinity, Infinity, Infinity];
  // The first of each only warms up.
  await extractor.extract(images, batch);
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await extractor.extract(images, batch);
    const ours = (performance.now() - started) / 1e3 / batch;
    const input = JSON.stringify(jobs.map((job) => ({ ...job, repeats: 2 })));
    const found = JSON.parse(execFileSync(python, [tool('run.py')], { input, maxBuffer: 2 ** 28 }));
    [ours, ...found.map(({ seconds }) => seconds)].forEach((seconds, index) => {
      best[index] = Math.min(best[index], seconds);
    });
  }
  await extractor.dispose();
  return best;
}
