import * as tf from '@tensorflow/tfjs';
import type { ModelFiles } from '@thaw/core';
import { describeModelFormat } from '@thaw/execution/contract';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openBrowser, setupTimeoutMs } from '../../browser/browser.fixture.js';
import { serveFiles, type FileServer } from '../../browser/serve-files.fixture.js';
import {
  byTensorflow,
  classifierOf,
  images,
  largestDifference,
  metadata,
  networks,
  shape,
} from '../networks.fixture.js';
import { savedModel } from './saved-model.js';
import { tfjs } from './tfjs.js';

const bundle = createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, setupTimeoutMs);
afterAll(() => browser?.close());

/** As tfjs reads a folder, from memory. */
const handlerOf = (files: ModelFiles): tf.io.IOHandler => ({
  async load() {
    const { weightsManifest, ...model } = JSON.parse(
      Buffer.from(files.get(tfjs.path)!).toString(),
    ) as tf.io.ModelJSON;
    const [{ paths, weights }] = weightsManifest as [tf.io.WeightsManifestConfig[number]];
    const data = Buffer.concat(paths.map((path) => files.get(`tfjs/${path}`)!));
    return { ...model, weightSpecs: weights, weightData: Uint8Array.from(data).buffer };
  },
});

async function inNode(files: ModelFiles, pixels: Uint8Array, dimensions: readonly number[]) {
  await tf.setBackend('cpu');
  const model = await tf.loadGraphModel(handlerOf(files));
  const given = tf.tensor4d(pixels, dimensions as [number, number, number, number], 'int32');
  const probabilities = model.predict({ images: given }) as tf.Tensor;
  const values = (await probabilities.data()) as Float32Array;
  tf.dispose([given, probabilities]);
  model.dispose();
  return values;
}

describeModelFormat('a graph model of TensorFlow.js', tfjs, inNode, { describe, it });

/** Said to the page, where `tf` is what its script has made. */
const inPage = `async ({ pixels, dimensions }) => {
  await tf.setBackend('cpu');
  const model = await tf.loadGraphModel('tfjs/model.json');
  return [...(await model.predict(tf.tensor4d(pixels, dimensions, 'int32')).data())];
}`;

async function inChromium(files: ModelFiles): Promise<readonly number[]> {
  const server: FileServer = await serveFiles(files);
  const page = await browser.newPage();
  try {
    await page.goto(server.address);
    await page.addScriptTag({ path: bundle });
    const given = JSON.stringify({ pixels: [...images], dimensions: shape });
    return await page.evaluate<number[]>(`(${inPage})(${given})`);
  } finally {
    await page.close();
    await server.close();
  }
}

describe.each(networks)('%s as a graph model', (name) => {
  let files: ModelFiles;
  let expected: Float32Array;
  beforeAll(async () => {
    const classifier = classifierOf(name);
    expected = await byTensorflow(await savedModel.encode(classifier, {}), images, shape);
    files = await tfjs.encode(classifier, metadata);
  }, 60_000);

  it('predicts in Node as in TensorFlow', async () => {
    expect(largestDifference(await inNode(files, images, shape), expected)).toBeLessThan(1e-5);
  }, 60_000);

  it('predicts in Chromium as in TensorFlow', async () => {
    expect(largestDifference(await inChromium(files), expected)).toBeLessThan(1e-5);
  }, 60_000);

  it('says of itself what it was given, in shards of 4 MB', () => {
    const json = JSON.parse(Buffer.from(files.get(tfjs.path)!).toString()) as Record<string, unknown>;
    expect(json['userDefinedMetadata']).toEqual(metadata);
    const sizes = [...files].filter(([path]) => path.endsWith('.bin')).map(([, bytes]) => bytes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 << 20);
    expect(sizes.slice(0, -1).every((size) => size === 4 << 20)).toBe(true);
  });
});
