import type { FeaturesStage, Plan, StageRef } from '@thaw/core';
import { MemoryStageStore } from '@thaw/execution/fixtures';
import type { DatasetIndex } from '@thaw/execution/data';
import { expect, it } from 'vitest';
import { findStored } from './find-stored.js';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Says of how many stages the lists were read at once at most. */
class WatchedStore extends MemoryStageStore {
  most = 0;
  #reading = 0;

  override async readAll(stage: StageRef, names: Iterable<string>) {
    this.most = Math.max(this.most, ++this.#reading);
    await new Promise(setImmediate);
    this.#reading--;
    return super.readAll(stage, names);
  }
}

it('The rows of one features stage at a time are looked at, and counted', async () => {
  const store = new WatchedStore();
  const stages = ['f1', 'f2', 'f3'].map((key) => {
    const stage = { kind: 'features', key, wanted: [{ dataset: 'd', data: { root: '/' } }], runs: [] };
    return stage as unknown as FeaturesStage;
  });
  for (const [index, stage] of stages.entries()) {
    await store.write(stage, 'features.json', encode({ outputs: [], unreadable: {} }));
    await store.write(stage, `${'0'.repeat(16)}.json`, encode({ batches: [['a', 'b', 'c'].slice(index)] }));
  }
  const images = ['a', 'b'].map((sha256) => ({ path: sha256, sha256 }));
  const plan = { stages, runs: [], stage: (key) => stages.find((each) => each.key === key) } as Plan;
  const datasets = new Map([['d', { images } as unknown as DatasetIndex]]);
  const { cached, stocks } = await findStored(plan, { store, datasets, recomputed: new Set() });
  expect(store.most).toBe(1);
  expect([...stocks.values()].map(({ stored, total }) => [stored, total])).toEqual([
    [2, 2],
    [1, 2],
    [0, 2],
  ]);
  expect([...cached]).toEqual(['f1']);
});
