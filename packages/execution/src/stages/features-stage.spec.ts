import { hash } from 'node:crypto';
import { featuresBatchSize, type Engine, type Extractor, type FeaturesStage } from '@thaw/core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemoryStageStore } from '../store/memory-stage-store.fixture.js';
import { storeDataset } from './dataset-stage.js';
import { FeatureCollection } from './feature-collection.js';
import { computeFeatures } from './features-stage.js';
import { pixelsNetwork } from './pixels-network.fixture.js';
import type { StageContext } from './stage-context.js';

const batches = 4;
let root: string;
let images: { path: string; sha256: string; label: number }[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'thaw-features-'));
  images = [];
  for (let index = 0; index < batches * featuresBatchSize; index++) {
    const background = { r: index, g: 0, b: 0 };
    const image = await sharp({ create: { width: 2, height: 2, channels: 3, background } })
      .png()
      .toBuffer();
    await writeFile(join(root, `${index}.png`), image);
    images.push({ path: `${index}.png`, sha256: hash('sha256', image, 'hex'), label: 0 });
  }
});
afterAll(() => rm(root, { recursive: true }));

it('What is computed when a pass is interrupted stays, and nothing more is', async () => {
  const store = new MemoryStageStore();
  await storeDataset(store, { kind: 'dataset', key: 'd' }, { classes: ['a'], images });
  const stage = {
    ...{ kind: 'features', key: 'f', seed: 1, weights: 'random:1', outputs: ['head_pool'] },
    wanted: [{ dataset: 'd', data: { root } }],
    backbone: { name: 'pixels', weights: 'random', imageSize: 2 },
  } as unknown as FeaturesStage;
  const abort = new AbortController();
  let asked = 0;
  const extractor: Extractor = {
    async extract(_, size) {
      asked++;
      // By then the first is computed, and nobody has written it.
      if (asked === 2) abort.abort(new Error('interrupted'));
      return [new Float32Array(3 * size)];
    },
    async dispose() {},
  };
  const context = {
    ...{ store, backbones: { pixels: pixelsNetwork }, decoderProcesses: 1, weightsOf: async () => new Map() },
    ...{ onProgress() {}, signal: abort.signal },
    engine: { createExtractor: async () => extractor } as unknown as Engine,
  } as unknown as StageContext;
  await expect(computeFeatures([stage], context)).rejects.toThrow('interrupted');
  expect(asked).toBe(2);
  const { shards } = await FeatureCollection.read(store, stage);
  expect(shards.flatMap(({ rows }) => rows)).toHaveLength(2 * featuresBatchSize);
});
