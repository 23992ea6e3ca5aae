import { backbones } from '@thaw/backbones';
import {
  addHead,
  ownPool,
  type Backbone,
  type Classifier,
  type Engine,
  type NumericArray,
  type Weights,
} from '@thaw/core';
import { encodeOnnx } from '@thaw/engine';
import { runOnnx } from '@thaw/engine/fixtures';
import { beforeAll, expect, it } from 'vitest';
import { calibrate } from './calibrate.fixture.js';
import { openEngines } from './engines.fixture.js';
import { writeRow } from './parity-table.fixture.js';
import { randomImages, realisticWeights } from '@thaw/execution/contract';
import { timmNetwork } from './timm-networks.fixture.js';

const classes = 4;
const count = 5;
const labels = { shape: [count], data: Int32Array.of(0, 3, 1, 2, 0) };
const precisions = ['float32', 'float16'] as const;
const firstRunMs = 900_000;

/**
 * The encoder's own tests hold every kind of layer against its definition; here whole networks are held against the engine.
 * `tools/campaigns/onnx.mjs` does so with all of them, and fills in the table of tools/campaigns/onnx.md.
 */
const small = ['convnext', 'convnext_conv', 'resnetv1.5', 'dinov2', 'siglip'] as const;
const isCampaign = process.env['THAW_ONNX'] === 'all';
const networks: readonly Backbone[] = isCampaign
  ? Object.values<Backbone>(backbones)
  : [backbones['efficientnet-lite0'], ...small.map((name) => timmNetwork(name))];

let engine: Engine;
let portable: Engine;
beforeAll(async () => {
  ({ tensorflow: engine, portable } = await openEngines());
}, firstRunMs);

it.each(networks)(
  '$name gives the probabilities of the engine in onnxruntime',
  async (backbone) => {
    const { minimumImageSize: least } = backbone;
    const size = Math.ceil(64 / least) * least;
    const images = randomImages(count, size, 6);
    const classifier = await classifierOf(backbone, images);
    const expected = softmax(await logitsOf(classifier, images));
    expect(variety(expected)).toBeGreaterThan(leastVariety);

    const outcomes = await runOnnx(
      precisions.map((precision) => ({
        file: encodeOnnx(classifier, { precision, description: '', producerVersion: '', metadata: {} }),
        ...{ images: images.data, shape: images.shape, batches: [1, count] },
      })),
    );
    const [single, half] = outcomes.map(({ probabilities: [one, many] }) =>
      Math.max(
        largestDifference(one!.flat(), expected.slice(0, classes)),
        largestDifference(many!.flat(), expected),
      ),
    );
    // Rounding may grow from block to block: then by as much as between our own engines.
    const byRounding =
      single! < 1e-5 ? 0 : largestDifference(softmax(await logitsOf(classifier, images, portable)), expected);
    if (isCampaign) record(backbone, size, [single!, half!, byRounding]);
    expect(single).toBeLessThan(Math.max(1e-5, 4 * byRounding));
    // Weights that are drawn may lead out of what it holds.
    if (!isCampaign) expect(half).toBeLessThan(2e-2);
  },
  firstRunMs,
);

/**
 * With logits of up to 2: where one class has all of the probability, nothing else would show. Nor would it where all images
 * are the same to the network: then its normalisations get the statistics of the images. To give them to all would have
 * rounding grow from block to block, by a thousand in the deepest.
 */
async function classifierOf(backbone: Backbone, images: NumericArray<Uint8Array>): Promise<Classifier> {
  const [{ preprocessing }] = backbone.weights;
  const head = { pool: ownPool(backbone), hidden: [], dropout: 0 };
  const graph = addHead(backbone.build(images.shape[1]!), head, classes);
  const network = { graph, preprocessing };
  const drawn = await inRange({ ...network, weights: realisticWeights(graph, 5) }, images);
  if (variety(softmax(await logitsOf(drawn, images))) > leastVariety) return drawn;
  const weights = await calibrate(engine, { network, weights: drawn.weights, images, labels });
  return inRange({ ...network, weights }, images);
}

async function inRange(classifier: Classifier, images: NumericArray<Uint8Array>): Promise<Classifier> {
  const factor = 2 / Math.max(...(await logitsOf(classifier, images)).map(Math.abs));
  const weights = scaled(classifier.weights, ['head_logits/kernel', 'head_logits/bias'], factor);
  return { ...classifier, weights };
}

/** How far apart the first and the last image are. */
const variety = (probabilities: readonly number[]) =>
  largestDifference(probabilities.slice(0, classes), probabilities.slice(-classes));
const leastVariety = 1e-3;

function scaled(weights: Weights, paths: readonly string[], factor: number): Weights {
  const changed = paths.map((path) => {
    const { shape, data } = weights.get(path)!;
    return [path, { shape, data: data.map((weight) => weight * factor) }] as const;
  });
  return new Map([...weights, ...changed]);
}

async function logitsOf(
  { graph, ...network }: Classifier,
  images: NumericArray<Uint8Array>,
  by = engine,
): Promise<Float32Array> {
  const extractor = await by.createExtractor({ graph, ...network, outputs: [graph.output] });
  const [logits] = await extractor.extract(images.data, count);
  await extractor.dispose();
  return logits!;
}

function softmax(logits: Float32Array): readonly number[] {
  const exponentials = [...logits].map(Math.exp);
  return exponentials.map((value, index) => {
    const first = index - (index % classes);
    return value / exponentials.slice(first, first + classes).reduce((sum, one) => sum + one);
  });
}

/** NaN counts as infinite. */
const largestDifference = (found: readonly number[], expected: readonly number[]) =>
  found.reduce((largest, value, index) => {
    const apart = Math.abs(value - expected[index]!);
    return Number.isNaN(apart) ? Infinity : Math.max(largest, apart);
  }, 0);

function record({ name }: Backbone, size: number, [single, half, byRounding]: readonly number[]): void {
  const table = {
    page: 'tools/campaigns/onnx.md',
    heading: '## All networks',
    order: Object.keys(backbones),
  };
  const cells = [single!, half!].map((one) => one.toExponential(1));
  writeRow(table, name, [`${size}`, ...cells, byRounding === 0 ? '' : byRounding!.toExponential(1)]);
}
