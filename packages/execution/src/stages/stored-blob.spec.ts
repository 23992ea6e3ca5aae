import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { hearDamage } from '@thaw/locks';
import type { EvaluateStage, FeaturesStage, StageRef } from '@thaw/core';
import { afterAll, describe, expect, it } from 'vitest';
import { readProvenance } from '../provenance/provenance.js';
import { MemoryStageStore } from '../store/memory-stage-store.fixture.js';
import { findDataset } from './dataset-stage.js';
import { readEvaluation, readPredictions } from './evaluate-stage.js';
import { FeatureCollection, readFeaturesManifest } from './feature-collection.js';
import { isStored } from './is-stored.js';
import { readScores } from './score-stage.js';
import { Trajectory } from './trajectory.js';

const said: string[] = [];
afterAll(hearDamage((line) => said.push(line)));

const key = 'k';
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const tensors = (shape: readonly number[], metadata: Record<string, string>) =>
  encodeSafetensors(
    new Map([['probabilities', { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]]),
    metadata,
  );
const image = { path: 'a.png', label: 0, sha256: '0'.repeat(64) };
const epoch = { epoch: 1, step: 3, seconds: 1, timeMs: 0, metrics: { loss: null } };

/** Readers of a blob of each kind, by its name, and what somebody has put in its place. */
const cases: readonly [
  StageRef['kind'],
  string,
  (store: MemoryStageStore) => Promise<unknown>,
  Uint8Array,
][] = [
  ['dataset', 'index.json', (store) => findDataset(store, key), json({ classes: ['a'], images: [null] })],
  ['dataset', 'index.json', (store) => findDataset(store, key), json({ classes: [], images: [image] })],
  ['evaluate', 'result.json', (store) => readEvaluation(store, key), json({ on: 'moon' })],
  ['evaluate', 'result.json', (store) => readEvaluation(store, key), new TextEncoder().encode('{')],
  [
    'evaluate',
    'predictions.safetensors',
    (store) => readPredictions(store, key),
    tensors([2, 2], { images: '[0]' }),
  ],
  ['evaluate', 'predictions.safetensors', (store) => readPredictions(store, key), tensors([1, 2], {})],
  ['evaluate', 'predictions.safetensors', (store) => readPredictions(store, key), Uint8Array.of(1, 2, 3)],
  ['score', 'scores.json', (store) => readScores(store, key), json({ images: 3, knn: '1' })],
  [
    'train',
    'provenance.json',
    (store) => readProvenance(store, { kind: 'train', key }),
    json({ parents: 1 }),
  ],
  [
    'features',
    'features.json',
    (store) => readFeaturesManifest(store, { kind: 'features', key }),
    json({ outputs: [{ layer: 'pool' }], unreadable: {} }),
  ],
];

describe('what has a right checksum, and is not of its shape', () => {
  it.each(cases)('is none, and is out of the store: %s, %s', async (kind, name, read, blob) => {
    const store = new MemoryStageStore();
    await store.write({ kind, key }, name, blob);
    expect(await read(store)).toBeUndefined();
    expect(await store.list({ kind, key })).toEqual([]);
    expect(said.at(-1)).toContain(`${name} of ${kind} ${key} is not of its shape`);
  });

  it.each([
    ['a list without places', { batches: 7 }],
    ['no list', null],
  ])('in a list of features is no shard: %s', async (_, list) => {
    const store = new MemoryStageStore();
    const stage = { kind: 'features', key } as FeaturesStage;
    await store.write(stage, '0123456789abcdef.json', json(list));
    const { shards, lost } = await FeatureCollection.read(store, stage);
    expect([shards, lost]).toEqual([[], []]);
  });

  it('leaves an evaluation to be computed', async () => {
    const store = new MemoryStageStore();
    const stage = { kind: 'evaluate', key } as EvaluateStage;
    await store.update(
      stage,
      new Map([
        ['result.json', json({ on: 'test', images: 'many' })],
        ['predictions.safetensors', tensors([1, 2], { images: '[0]' })],
      ]),
    );
    expect(await isStored(store, stage)).toBe(false);
  });
});

describe('a trajectory', () => {
  const stage = { kind: 'train', key } as const;
  const openWith = async (blobs: Readonly<Record<string, Uint8Array>>) => {
    const store = new MemoryStageStore();
    await store.update(stage, new Map(Object.entries(blobs)));
    return Trajectory.open(store, stage);
  };

  it('that says nothing of its epochs has none', async () => {
    for (const history of [{}, [null], [{ ...epoch, metrics: 'none' }], [{ ...epoch, epoch: 5 }]])
      expect((await openWith({ 'history.json': json(history) })).history).toEqual([]);
  });

  it('has NaN again where JSON has null', async () => {
    const { history } = await openWith({ 'history.json': json([epoch]) });
    expect(history).toEqual([{ ...epoch, metrics: { loss: NaN } }]);
  });

  it('has no state that is none, and trains the epoch again', async () => {
    const trajectory = await openWith({
      'history.json': json([epoch]),
      'epoch-00001.safetensors': tensors([1], { step: 'soon' }),
    });
    expect(trajectory.hasState(1)).toBe(true);
    expect(await trajectory.state(1)).toBeUndefined();
    expect(trajectory.nextEpochFor([{ epochs: 1 }])).toBe(1);
  });

  it('whose readings are none keeps every state', async () => {
    const state = { 'epoch-00001.safetensors': tensors([1], { step: '3' }) };
    const trajectory = await openWith({
      ...state,
      'history.json': json([epoch]),
      'readings.json': json([7]),
    });
    expect(trajectory.superseded).toEqual([]);
  });
});
