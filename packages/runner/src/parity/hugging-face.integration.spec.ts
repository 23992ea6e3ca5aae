import {
  tf,
  timmRecord,
  visionTransformer,
  type HuggingFaceLayout,
  type VisionTransformer,
} from '@thaw/backbones';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { addHead, ownPool, type Backbone, type Engine } from '@thaw/core';
import { provideWeights } from '@thaw/execution/weights';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digests } from './digest.fixture.js';
import { openEngines } from './engines.fixture.js';
import { mixedNumbers } from './formula.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { timmNetwork, weightOf } from './timm-networks.fixture.js';

interface Reference {
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly features: readonly number[];
}
/** Written by tools/torch/write-hugging-face-references.py: what transformers calls its tensors, and computes from those of a formula. */
const references = JSON.parse(
  readFileSync(new URL('hugging-face-references.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Reference>>;

const transformer = (layout: HuggingFaceLayout, variant: Omit<VisionTransformer, 'size'>) => {
  const trained = { tag: 'formula', preprocessing: tf, imageSize: variant.imageSize, cropFraction: 1 };
  const facts = { source: 'for tests', weights: [timmRecord(trained, layout)] } as const;
  return visionTransformer(layout, { size: 'tiny', ...variant }, facts);
};
/** Of each layout one, by its name in the references. */
const networks: Readonly<Record<string, Backbone>> = {
  vit: transformer('vit', { patch: 16, imageSize: 64 }),
  dinov2_plain: transformer('dinov2', { patch: 14, imageSize: 56, initValues: 1 }),
  dinov2: timmNetwork('dinov2', 'dinov2WithRegisters'),
  dinov2_giant: timmNetwork('dinov2_giant', 'dinov2Gated'),
  clip: timmNetwork('clip', 'tower'),
  siglip: timmNetwork('siglip', 'tower'),
  convnext: timmNetwork('convnext', 'convnext'),
  'resnetv1.5': timmNetwork('resnetv1.5', 'resnet'),
};

const folder = mkdtempSync(join(tmpdir(), 'thaw-hugging-face-'));
let engine: Engine;
beforeAll(async () => {
  engine = (await openEngines()).tensorflow;
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }));

it.each(Object.entries(networks))(
  'a file of transformers with a %s is read, and its features are those of transformers',
  async (name, network) => {
    const size = network.weights[0].imageSize;
    const { tensors, features } = references[name]!;
    const file = join(folder, `${name}.safetensors`);
    const drawn = Object.entries(tensors).map(
      ([tensor, shape], salt) => [tensor, weightOf(tensor, shape, salt)] as const,
    );
    writeFileSync(file, encodeSafetensors(new Map(drawn)));
    const places = { cacheFolder: folder, kerasFolder: folder };
    const weights = await provideWeights({ backbone: network, config: { file }, seed: 0, ...places });
    const graph = addHead(network.build(size), { pool: ownPool(network), hidden: [], dropout: 0 }, 1);
    const extractor = await engine.createExtractor({
      ...{ graph, preprocessing: tf, weights, outputs: ['head_pool'], precision: 'float32' },
    });
    const pixels = Uint8Array.from(mixedNumbers(2 * size * size * 3, 1000), (number) =>
      Math.floor(256 * number),
    );
    const [found] = await extractor.extract(pixels, 2);
    await extractor.dispose();
    const own = digests(new Map([['pooled', { shape: [], data: found as Float32Array }]]), 'features');
    const theirs = new Map([['pooled', { shape: [8], data: Float32Array.from(features) }]]);
    expect(worstDifference(own, theirs, 'norm').error).toBeLessThan(1e-4);
  },
);
