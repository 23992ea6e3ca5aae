import { backbones, tf, timmNames } from '@thaw/backbones';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import {
  addHead,
  describeLayers,
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
import { inFile, timmNetwork, timmTensors, weightOf, type TimmName } from './timm-networks.fixture.js';

type Digests = Readonly<Record<string, readonly number[]>>;
/** Written by tools/torch/write-timm-references.py: what timm computes from weights and images by formula. */
const references = JSON.parse(
  readFileSync(new URL('timm-references.json', import.meta.url), 'utf8'),
) as Record<TimmName, Readonly<Record<string, Digests>>> &
  Record<Trained, { readonly training: { readonly losses: readonly number[]; readonly gradients: Digests } }>;

const inTransformers = ['blocks.0.add2', 'blocks.5.add2', 'norm'];
const inConvnexts = ['stages.0.blocks.0.add', 'stages.2.downsample.1', 'stages.3.blocks.1.add'];
/** At which sizes, and where features are looked at beside the pooled ones. */
const shown = {
  vit: { sizes: [224, 64], cuts: inTransformers },
  dinov2: { sizes: [56, 84], cuts: inTransformers },
  clip: { sizes: [64, 96], cuts: inTransformers },
  dinov2_giant: { sizes: [56, 84], cuts: inTransformers },
  siglip: { sizes: [64, 96], cuts: inTransformers },
  convnext: { sizes: [64, 96], cuts: inConvnexts },
  convnext_conv: { sizes: [64, 96], cuts: inConvnexts },
  resnet: { sizes: [64, 96], cuts: ['maxpool', 'layer2.0.act2', 'layer4.0.act2'] },
  'resnetv1.5': { sizes: [64, 96], cuts: ['maxpool', 'layer2.0.act3', 'layer4.0.act3'] },
  resnext: { sizes: [64, 96], cuts: ['maxpool', 'layer2.0.act3', 'layer4.0.act3'] },
} as const satisfies Readonly<Record<TimmName, unknown>>;
const names = Object.keys(shown) as TimmName[];

/**
 * At which size, and the last of the two blocks that are trained. In ResNets rounding turns a ReLU on or off sooner or later, of which
 * Adam makes as much as of any other gradient: theirs are the first steps alone.
 */
const trained = {
  vit: { size: 64, lastBlock: 'blocks.11.', steps: 20 },
  dinov2: { size: 56, lastBlock: 'blocks.11.', steps: 20 },
  convnext: { size: 64, lastBlock: 'stages.3.blocks.1.', steps: 20 },
  resnet: { size: 64, lastBlock: 'layer4.0.', steps: 4 },
  'resnetv1.5': { size: 64, lastBlock: 'layer4.0.', steps: 4 },
} as const;
type Trained = keyof typeof trained;

const classes = 4;
const batchSize = 4;

/** Matrices of Keras and PyTorch lie the other way round. */
const transposed = { name: '', axes: [1, 0] };

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

const networks = new Map<TimmName, Promise<Weights>>();
/** Read from a file in timm's layout, with a head of one layer. */
function weightsOf(name: TimmName): Promise<Weights> {
  const known = networks.get(name) ?? readWeights(name);
  networks.set(name, known);
  return known;
}

async function readWeights(name: TimmName): Promise<Weights> {
  const backbone = timmNetwork(name);
  const file = join(folder, `${name}.safetensors`);
  writeFileSync(file, encodeSafetensors(timmTensors(backbone)));
  const places = { cacheFolder: folder, kerasFolder: folder };
  const read = await provideWeights({ backbone, config: { file }, seed: 0, ...places });
  const graph = backbone.build(backbone.minimumImageSize);
  const features = describeLayers(graph).get(graph.output)!.output.at(-1)!;
  const kernel = inFile(weightOf('head.weight', [classes, features], 2000), transposed);
  const bias = { shape: [classes], data: new Float32Array(classes) };
  return new Map([...read, ['head_logits/kernel', kernel], ['head_logits/bias', bias]]);
}

function headed(name: TimmName, size: number): LayerGraph {
  const network = timmNetwork(name);
  return addHead(network.build(size), { pool: ownPool(network), hidden: [], dropout: 0 }, classes);
}

const featureCases = names.flatMap((name) =>
  shown[name].sizes.flatMap((size) => engineNames.map((engine) => ({ name, size, engine }))),
);

/** Of a network that is computed in bfloat16, whose numbers have 8 significant bits. */
const roundedTolerance = 2 ** -5;
const cases = [
  ...featureCases.map((each) => ({ ...each, precision: 'float32', tolerance: 1e-4 }) as const),
  {
    ...({ name: 'dinov2', size: 56, engine: 'tensorflow' } as const),
    ...({ precision: 'bfloat16', tolerance: roundedTolerance } as const),
  },
];

it.each(cases)(
  'a small $name has the features of timm at $size px ($engine, $precision)',
  async ({ name, size, engine, precision, tolerance }) => {
    const cuts = [...shown[name].cuts, 'head_pool'];
    const extractor = await engines[engine].createExtractor({
      ...{ graph: headed(name, size), preprocessing: tf, weights: await weightsOf(name), outputs: cuts },
      precision,
    });
    const found = await extractor.extract(pixels(2, size, 1000), 2);
    await extractor.dispose();
    const named = cuts.map((cut, index): [string, NumericArray] => [
      cut,
      { shape: [], data: found[index]! as Float32Array },
    ]);
    const expected = arrays(references[name][size]!);
    expect(worstDifference(digests(new Map(named), 'features'), expected, 'norm').error).toBeLessThan(
      tolerance,
    );
  },
);

it.each(Object.entries(trained).map(([name, how]) => ({ name: name as Trained, ...how })))(
  "the last two blocks of a small $name have gradients and losses of PyTorch's AdamW at $size px",
  async ({ name, size, lastBlock, steps }) => {
    const graph = headed(name, size);
    const trainable = [...selectLayers(timmNetwork(name).build(size), { last: 2 }), 'head_logits'];
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
    const addresses = timmNames(timmNetwork(name).build(size));
    const own = [...phase!.gradients].flatMap(([path, array]): [string, NumericArray][] => {
      const address = addresses.get(path);
      return address?.name.startsWith(lastBlock) ? [[address.name, inFile(array, address)]] : [];
    });
    expect(own.map(([path]) => path).toSorted()).toEqual(Object.keys(gradients).toSorted());
    const { error } = worstDifference(digests(new Map(own), 'training'), arrays(gradients), 'norm');
    expect(error, 'gradients').toBeLessThan(1e-3);
    const apart = phase!.losses.map((loss, step) => Math.abs(loss / losses[step]! - 1));
    expect(Math.max(...apart), 'losses').toBeLessThan(1e-3);
  },
);

it('between them they have every kind of layer that the networks of timm are made of', () => {
  const kindsOf = (networks: readonly Backbone[]) =>
    new Set(networks.flatMap(({ build }) => build(448).layers.map(({ kind }) => kind)));
  const checked = kindsOf(names.map((name) => timmNetwork(name)));
  const built = Object.values<Backbone>(backbones).filter(
    ({ weights: [usual] }) => usual.names === timmNames,
  );
  expect(built.length).toBeGreaterThan(50);
  expect([...kindsOf(built)].filter((kind) => !checked.has(kind))).toEqual([]);
});
