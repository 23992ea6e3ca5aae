import {
  describeLayers,
  type Batch,
  type Engine,
  type LayerGraph,
  type NumericArray,
  type TensorAddress,
  type Weights,
} from '@thaw/core';
import { provideWeights } from '@thaw/execution/weights';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineNames, openEngines } from './engines.fixture.js';
import { classes, everythingOfTimm, type NetworkCase } from './feature-cases.fixture.js';
import { mixedNumbers } from './formula.fixture.js';
import { writeRow } from './parity-table.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { inFile } from './timm-networks.fixture.js';
import { Timm, type TimmFeatures } from './timm.fixture.js';
import { firstGradient } from './train-with-us.fixture.js';

/** `npm run parity` has timm compute all of its networks that there are, holds every number against ours, and writes the table of docs/backbones.md. */
const isLive = process.env['THAW_KERAS'] === 'live';
const largest = 700e6;
const networks = everythingOfTimm.map((sizes) => ({ sizes, name: sizes[0]!.backbone.name }));
const computed = networks.filter(({ sizes }) => parametersOf(sizes[0]!.graph) < largest);

it.each(networks)('features of $name are looked at where timm has a module', ({ sizes: [one] }) => {
  const modules = [...addressesOf(one!).values()].map(({ name }) => name);
  for (const module of Object.values(cutsOf(one!)))
    expect(modules.some((name) => name.startsWith(`${module}.`) || name === module)).toBe(true);
});

it('computes all but those whose weights alone would fill a small machine', () => {
  const left = networks.filter((network) => !computed.includes(network)).map(({ name }) => name);
  expect(left).toEqual(['vit_giant_patch14_dinov2', 'vit_giant_patch14_reg4_dinov2']);
});

const firstRunMs = 900_000;
let engines: Awaited<ReturnType<typeof openEngines>>;
let timm: Timm;
const folder = mkdtempSync(join(tmpdir(), 'thaw-timm-cache-'));
beforeAll(async () => {
  if (!isLive) return;
  engines = await openEngines();
  timm = await Timm.start();
}, firstRunMs);
afterAll(() => {
  timm?.stop();
  rmSync(folder, { recursive: true });
});

/** Images are drawn anew, twice at most, where rounding carries an activation of the last block across 0. */
const salts = [1000, 1001, 1002];

for (const { name, sizes } of isLive ? computed : [])
  it(
    `features and gradients of ${name} are those of timm on the same weights`,
    async () => {
      let worst: Differences[] = [];
      for (const salt of salts) {
        worst = await compare(sizes, salt);
        for (const { features } of worst) expect(features).toBeLessThan(1e-4);
        if (worst.every(({ gradients }) => gradients < 1e-3)) break;
      }
      for (const { gradients } of worst) expect(gradients).toBeLessThan(1e-3);
      for (const [index, { features, gradients }] of worst.entries()) {
        const cells = [features.toExponential(1), gradients.toExponential(1)];
        writeRow(table, `${name} at ${sizes[index]!.size} px`, cells);
      }
    },
    firstRunMs,
  );

const table = {
  page: 'docs/backbones.md',
  heading: '## Equal to timm',
  order: computed.flatMap(({ name, sizes }) => sizes.map(({ size }) => `${name} at ${size} px`)),
};

interface Differences {
  readonly features: number;
  readonly gradients: number;
}

/** The largest, by both engines, at each of the sizes. */
function compare(sizes: readonly NetworkCase[], salt: number): Promise<Differences[]> {
  const [{ backbone, trainable }] = sizes as readonly [NetworkCase];
  const addresses = addressesOf(sizes[0]!);
  const trained = [...addresses].filter(([path]) => trainable.some((layer) => path.startsWith(`${layer}/`)));
  const job = {
    ...{ name: backbone.name, tag: backbone.weights[0].tag, salt, classes },
    sizes: sizes.map(({ size }) => size),
    cuts: cutsOf(sizes[0]!),
    trained: trained.map(([, { name }]) => name),
  };
  return timm.run(job, async ({ weightsFile, bySize }) => {
    const places = { cacheFolder: folder, kerasFolder: folder };
    const read = await provideWeights({ backbone, config: { file: weightsFile }, seed: 0, ...places });
    const found: Differences[] = [];
    for (const one of sizes) found.push(await differences(one, read, bySize.get(one.size)!, salt, addresses));
    return found;
  });
}

async function differences(
  one: NetworkCase,
  read: Weights,
  expected: TimmFeatures,
  salt: number,
  addresses: ReadonlyMap<string, TensorAddress>,
): Promise<Differences> {
  const { size, backbone, graph, trainable } = one;
  const weights: Weights = new Map([
    ...read,
    ['head_logits/kernel', expected.head],
    ['head_logits/bias', { shape: [classes], data: new Float32Array(classes) }],
  ]);
  const images = Uint8Array.from(mixedNumbers(2 * size * size * 3, salt), (drawn) => Math.floor(256 * drawn));
  const shared = { graph, preprocessing: backbone.weights[0].preprocessing, weights };
  const batch = { inputs: [images], labels: Int32Array.of(0, 1), size: 2 };
  const worst = { features: 0, gradients: 0 };
  for (const engineName of engineNames) {
    const engine = engines[engineName];
    // Alone, the output comes from a graph whose normalisations are folded away.
    for (const outputs of [[...one.outputs, 'head_pool'], ['head_pool']]) {
      const features = await featuresBy(engine, shared, outputs, images);
      worst.features = Math.max(worst.features, worstDifference(features, expected.outputs, 'maximum').error);
    }
    const gradients = await gradientsBy(engine, shared, { graph, trainable, batch });
    const named = [...gradients].flatMap(([path, array]): [string, NumericArray][] => {
      const address = addresses.get(path);
      return address ? [[address.name, inFile(array, address)]] : [];
    });
    expect(named.map(([path]) => path).toSorted()).toEqual([...expected.gradients.keys()].toSorted());
    worst.gradients = Math.max(
      worst.gradients,
      worstDifference(new Map(named), expected.gradients, 'maximum').error,
    );
  }
  return worst;
}

type Shared = Pick<Parameters<Engine['createExtractor']>[0], 'graph' | 'preprocessing' | 'weights'>;

async function featuresBy(
  engine: Engine,
  shared: Shared,
  outputs: readonly string[],
  images: Uint8Array,
): Promise<Weights> {
  const extractor = await engine.createExtractor({ ...shared, outputs });
  const arrays = await extractor.extract(images, 2);
  await extractor.dispose();
  return new Map(
    outputs.map((output, index): [string, NumericArray] => [
      output,
      { shape: [], data: arrays[index] as Float32Array },
    ]),
  );
}

const gradientsBy = (
  engine: Engine,
  shared: Shared,
  { graph, trainable, batch }: Pick<NetworkCase, 'graph' | 'trainable'> & { readonly batch: Batch },
) =>
  firstGradient(
    engine,
    {
      ...shared,
      ...{ inputs: [graph.layers[0]!.name], trainable, batchNorm: 'frozen', labelSmoothing: 0 },
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
    },
    batch,
  );

const addressesOf = ({ backbone, size }: NetworkCase) => backbone.weights[0].names!(backbone.build(size));

/** Our layers by the modules that give what they give: a block ends in the layer that adds or in an activation. */
const cutsOf = ({ outputs }: NetworkCase): Readonly<Record<string, string>> =>
  Object.fromEntries(outputs.map((output) => [output, output.replace(/\.(add2?|act\d)$/, '')]));

function parametersOf(graph: LayerGraph): number {
  const shapes = [...describeLayers(graph).values()].flatMap(({ weights }) =>
    weights.map(({ shape }) => shape),
  );
  return shapes.reduce((sum, shape) => sum + shape.reduce((product, length) => product * length, 1), 0);
}
