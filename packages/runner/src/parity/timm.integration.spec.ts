import { backbones, tf, timmNames } from '@thaw/backbones';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import {
  addHead,
  ownPool,
  selectLayers,
  type Backbone,
  type LayerGraph,
  type NumericArray,
  type Weights,
} from '@thaw/core';
import { provideWeights } from '@thaw/execution/weights';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digests } from './digest.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { mixedNumbers } from './formula.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { trainWithUs } from './train-with-us.fixture.js';
import { imageCount } from './training-cases.fixture.js';
import {
  timmTensors,
  transformer,
  transposed,
  weightOf,
  type TransformerName,
} from './transformers.fixture.js';

type Digests = Readonly<Record<string, readonly number[]>>;
/** Written by tools/torch/write-timm-references.py: what timm computes from weights and images by formula. */
const references = JSON.parse(
  readFileSync(new URL('timm-references.json', import.meta.url), 'utf8'),
) as Record<TransformerName, Readonly<Record<string, Digests>>> &
  Record<
    'vit' | 'dinov2',
    { readonly training: { readonly losses: readonly number[]; readonly gradients: Digests } }
  >;

const sizes = { vit: [224, 64], dinov2: [56, 84], clip: [64, 96], siglip: [64, 96] } as const;
const names = Object.keys(sizes) as TransformerName[];
const cuts = ['blocks.0.add2', 'blocks.5.add2', 'norm', 'head_pool'];
const classes = 4;
const batchSize = 4;
const steps = 20;

const arrays = (from: Digests): Weights =>
  new Map(
    Object.entries(from).map(([path, data]) => [
      path,
      { shape: [data.length], data: Float32Array.from(data) },
    ]),
  );
const pixels = (count: number, side: number, salt: number) =>
  Uint8Array.from(mixedNumbers(count * side * side * 3, salt), (number) => Math.floor(256 * number));

const folder = mkdtempSync(join(tmpdir(), 'thaw-timm-'));
let engines: Awaited<ReturnType<typeof openEngines>>;
beforeAll(async () => {
  engines = await openEngines();
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }));

const networks = new Map<TransformerName, Promise<Weights>>();
/** Read from a file in timm's layout, with a head of one layer. */
function weightsOf(name: TransformerName): Promise<Weights> {
  const known = networks.get(name) ?? readWeights(name);
  networks.set(name, known);
  return known;
}

async function readWeights(name: TransformerName): Promise<Weights> {
  const backbone = transformer(name);
  const file = join(folder, `${name}.safetensors`);
  writeFileSync(file, encodeSafetensors(timmTensors(backbone)));
  const places = { cacheFolder: folder, kerasFolder: folder };
  const read = await provideWeights({ backbone, config: { file }, seed: 0, ...places });
  const kernel = transposed(weightOf('head.weight', [classes, 192], 2000));
  const bias = { shape: [classes], data: new Float32Array(classes) };
  return new Map([...read, ['head_logits/kernel', kernel], ['head_logits/bias', bias]]);
}

function headed(name: TransformerName, size: number): LayerGraph {
  const network = transformer(name);
  return addHead(network.build(size), { pool: ownPool(network), hidden: [], dropout: 0 }, classes);
}

const featureCases = names.flatMap((name) =>
  sizes[name].flatMap((size) => engineNames.map((engine) => ({ name, size, engine }))),
);

it.each(featureCases)(
  'a small $name has the features of timm at $size px ($engine)',
  async ({ name, size, engine }) => {
    const extractor = await engines[engine].createExtractor({
      ...{ graph: headed(name, size), preprocessing: tf, weights: await weightsOf(name), outputs: cuts },
    });
    const found = await extractor.extract(pixels(2, size, 1000), 2);
    await extractor.dispose();
    const named = cuts.map((cut, index): [string, NumericArray] => [
      cut,
      { shape: [], data: found[index]! as Float32Array },
    ]);
    const expected = arrays(references[name][size]!);
    expect(worstDifference(digests(new Map(named), 'features'), expected, 'norm').error).toBeLessThan(1e-4);
  },
);

it.each([
  { name: 'vit', size: 64 },
  { name: 'dinov2', size: 56 },
] as const)(
  "the last two blocks of a small $name have gradients and losses of PyTorch's AdamW at $size px",
  async ({ name, size }) => {
    const graph = headed(name, size);
    const trainable = [...selectLayers(transformer(name).build(size), { last: 2 }), 'head_logits'];
    const [phase] = await trainWithUs(engines.tensorflow, {
      ...{ name, classes, weights: await weightsOf(name), labelSmoothing: 0, tolerance: 1e-3 },
      network: { graph, preprocessing: tf },
      images: { shape: [imageCount, size, size, 3], data: pixels(imageCount, size, 3000) },
      labels: {
        shape: [imageCount],
        data: Int32Array.from({ length: imageCount }, (_, index) => index % classes),
      },
      phases: [
        {
          ...{ trainable, batchNorm: 'frozen', learningRate: 1e-4 },
          update: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
          optimizer: { class: 'AdamW', config: {} },
          batches: Array.from({ length: steps }, (_, step) =>
            Array.from({ length: batchSize }, (_, row) => (step * 5 + row * 7) % imageCount),
          ),
        },
      ],
    });
    const { losses, gradients } = references[name].training;
    const addresses = timmNames(transformer(name).build(size));
    const own = [...phase!.gradients].flatMap(([path, array]): [string, NumericArray][] => {
      const tensor = addresses.get(path)?.name ?? '';
      if (!tensor.startsWith('blocks.11.')) return [];
      return [[tensor, array.shape.length === 2 ? transposed(array) : array]];
    });
    expect(own.map(([path]) => path).toSorted()).toEqual(Object.keys(gradients).toSorted());
    const { error } = worstDifference(digests(new Map(own), 'training'), arrays(gradients), 'norm');
    expect(error, 'gradients').toBeLessThan(1e-3);
    const apart = phase!.losses.map((loss, step) => Math.abs(loss / losses[step]! - 1));
    expect(Math.max(...apart), 'losses').toBeLessThan(1e-3);
  },
);

it('between them they have every kind of layer that the vision transformers are made of', () => {
  const kindsOf = (networks: readonly Backbone[]) =>
    new Set(networks.flatMap(({ build }) => build(448).layers.map(({ kind }) => kind)));
  const checked = kindsOf(names.map(transformer));
  const built = Object.values<Backbone>(backbones).filter(({ imageSizeStep = 1 }) => imageSizeStep > 1);
  expect([...kindsOf(built)].filter((kind) => !checked.has(kind))).toEqual([]);
});
