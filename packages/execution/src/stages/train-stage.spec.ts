import type { Engine, TrainerState, TrainStage } from '@thaw/core';
import { expect, it } from 'vitest';
import { MemoryStageStore } from '../store/memory-stage-store.fixture.js';
import { storeDataset } from './dataset-stage.js';
import { FeatureWriter } from './feature-writer.js';
import { pixelsNetwork } from './pixels-network.fixture.js';
import { RecentWeights } from './recent-weights.js';
import type { StageContext } from './stage-context.js';
import { computeTrain } from './train-stage.js';

const optimizer = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const stage = {
  ...{ kind: 'train', key: 't', label: '', dataset: 'd', features: 'f', weights: 'random:1' },
  backbone: { name: 'pixels', weights: 'random', imageSize: 2 },
  head: { pool: 'avg', hidden: [], dropout: 0 },
  loss: { labelSmoothing: 0 },
  ...{ batchSize: 2, phaseIndex: 0, split: { validation: 0, test: 0, seed: 1 } },
  phase: {
    ...{ batchNorm: 'frozen', optimizer, learningRate: 0.1 },
    schedule: { name: 'constant', warmupEpochs: 0 },
  },
  ...{ trainable: ['head_logits'], inputs: ['head_pool'], above: ['head_logits'] },
  readings: [{ epochs: 1 }],
} as unknown as TrainStage;

/** Two images of two classes, whose features are stored. */
async function stored(): Promise<MemoryStageStore> {
  const store = new MemoryStageStore();
  const hashes = [...'ab'].map((letter) => letter.repeat(64));
  const images = hashes.map((sha256, label) => ({ path: `${sha256}.png`, sha256, label }));
  await storeDataset(store, { kind: 'dataset', key: 'd' }, { classes: ['x', 'y'], images });
  const pooled = { layer: 'head_pool', shape: [3], type: 'float32' } as const;
  const writer = await FeatureWriter.open(store, { kind: 'features', key: 'f' }, [pooled]);
  await writer.append(hashes, [new Float32Array(6).fill(1)]);
  await writer.finish();
  return store;
}

/** An engine whose losses are finite whatever its weights have become. */
const engine = (state: TrainerState): Engine =>
  ({
    createTrainer: async () => ({
      step: async () => ({ loss: 0.5, probabilities: Float32Array.of(0.5, 0.5, 0.5, 0.5) }),
      exportState: async () => state,
      dispose: async () => {},
    }),
  }) as unknown as Engine;

const array = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
async function train(weight: number, slot: number) {
  const store = await stored();
  const context = {
    ...{
      store,
      backbones: { pixels: pixelsNetwork },
      recentWeights: new RecentWeights(),
      weightsOf: async () => new Map(),
      provenanceBlob: async () => new TextEncoder().encode('{}'),
      onProgress() {},
      onEpoch() {},
    },
    signal: new AbortController().signal,
    engine: engine({
      weights: new Map([['head_logits/bias', array(weight)]]),
      slots: new Map([['head_logits/bias/velocity', array(slot)]]),
      step: 1,
    }),
  } as unknown as StageContext;
  const outcome = await computeTrain(stage, context).then(
    () => 'trained',
    (error: Error) => error.message,
  );
  return { outcome, blobs: await store.list(stage) };
}

it('A training stores its state after an epoch', async () => {
  const { outcome, blobs } = await train(1, 1);
  expect(outcome).toBe('trained');
  expect(blobs).toContain('epoch-00001.safetensors');
  expect(blobs).toContain('provenance.json');
});

it.each([
  [NaN, 1, 'the weight head_logits/bias became NaN in epoch 1'],
  [1, Infinity, 'the optimizer slot head_logits/bias/velocity became Infinity in epoch 1'],
])(
  'A training whose weight is %s and slot %s after an epoch ends, and stores neither',
  async (weight, slot, message) => {
    const { outcome, blobs } = await train(weight, slot);
    expect(outcome).toContain(message);
    expect(blobs).toEqual([]);
  },
);
