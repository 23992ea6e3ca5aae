import type { EpochRecord, Reading, StageRef, TrainerState, Weights } from '@thaw/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileStageStore } from '../store/folder/file-stage-store.js';
import { RecentWeights } from './recent-weights.js';
import { chosenWeights, stateName, Trajectory } from './trajectory.js';

const stage: StageRef = { kind: 'train', key: 't1' };
const record = (epoch: number, valLoss = 1): EpochRecord => ({
  epoch,
  step: epoch * 3,
  metrics: { val_loss: valLoss },
  seconds: 1,
  timeMs: epoch,
});
const state = (epoch: number): TrainerState => ({
  weights: new Map([['head_logits/kernel', { shape: [1], data: Float32Array.of(epoch) }]]),
  slots: new Map([['head_logits/kernel/m', { shape: [1], data: Float32Array.of(-epoch) }]]),
  step: epoch * 3,
});
const weightOf = (found: Weights | undefined) => found?.get('head_logits/kernel')?.data[0];

describe('Trajectory', () => {
  let folder: string;
  let store: FileStageStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-trajectory-'));
    store = new FileStageStore({ folder, onDamage: () => {} });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = () => Trajectory.open(store, stage);
  const chosen = (reading: Reading, recentWeights = new RecentWeights()) =>
    chosenWeights({ store, recentWeights }, stage.key, reading);

  /** Trains as a stage does, and returns the epochs that were trained. */
  async function follow(readings: readonly Reading[], valLosses: readonly number[] = []): Promise<number[]> {
    const trajectory = await open();
    await trajectory.addReadings(readings);
    const trained: number[] = [];
    let epoch;
    while ((epoch = trajectory.nextEpochFor(readings, trained.at(-1))) !== undefined) {
      const done = record(epoch, valLosses[epoch - 1]);
      await trajectory.append(done, trajectory.needsState(done) ? state(epoch) : undefined);
      trained.push(epoch);
    }
    return trained;
  }

  const writtenAgain = async (epoch: number): Promise<string> =>
    (await (await open()).append(record(epoch), state(epoch)))!;
  /** As another writes it. */
  async function otherState(epoch: number): Promise<Uint8Array | undefined> {
    const other = { ...stage, key: 'other' };
    await (await Trajectory.open(store, other)).append(record(1), state(epoch));
    return store.read(other, stateName(1));
  }

  it('goes as far as its longest reading', async () => {
    expect(await follow([{ epochs: 2 }, { epochs: 4 }])).toEqual([1, 2, 3, 4]);
    expect((await open()).history).toEqual([1, 2, 3, 4].map((epoch) => record(epoch)));
  });

  it('trains only what is new when it is extended', async () => {
    await follow([{ epochs: 3 }]);
    expect(await follow([{ epochs: 5 }])).toEqual([4, 5]);
  });

  it('gives weights, slots and the step back as they were', async () => {
    await follow([{ epochs: 2 }]);
    expect(await (await open()).state(2)).toEqual(state(2));
  });

  it('keeps the states that readings end with and the last, and drops the others', async () => {
    await follow([{ epochs: 2 }, { epochs: 5 }]);
    const trajectory = await open();
    expect([1, 2, 3, 4, 5].filter((epoch) => trajectory.hasState(epoch))).toEqual([2, 5]);
  });

  it('has the state looked at where a metric is no number', async () => {
    const trajectory = await open();
    await trajectory.addReadings([{ epochs: 9 }]);
    expect(trajectory.needsState(record(1))).toBe(false);
    expect(trajectory.needsState(record(1, NaN))).toBe(true);
  });

  it('stores a state every ten seconds of training, and the others where readings end alone', async () => {
    const trajectory = await open();
    await trajectory.addReadings([{ epochs: 2 }, { epochs: 25 }]);
    const needed: number[] = [];
    for (let epoch = 1; epoch <= 24; epoch++) {
      const isNeeded = trajectory.needsState(record(epoch));
      if (isNeeded) needed.push(epoch);
      await trajectory.append(record(epoch), isNeeded ? state(epoch) : undefined);
    }
    expect(needed).toEqual([2, 12, 22]);
    // A crash, and then it goes on from the last of them; what was known of those after it stays.
    const reopened = await open();
    expect([2, 12, 22, 24].filter((epoch) => reopened.hasState(epoch))).toEqual([2, 22]);
    expect(reopened.history).toHaveLength(24);
    expect(await follow([{ epochs: 25 }])).toEqual([23, 24, 25]);
  });

  it('keeps what an earlier sweep reads when a later one extends it', async () => {
    await follow([{ epochs: 2 }]);
    await follow([{ epochs: 5 }]);
    expect(weightOf(await chosen({ epochs: 2 }))).toBe(2);
    expect((await open()).superseded).toEqual([]);
  });

  it('knows which states nobody reads, when one was interrupted and is not the last any more', async () => {
    await follow([{ epochs: 3 }]);
    await store.write(stage, 'epoch-00002.safetensors', new Uint8Array(8));
    expect((await open()).superseded).toEqual(['epoch-00002.safetensors']);
    await store.remove(stage, 'readings.json');
    expect((await open()).superseded).toEqual([]);
  });

  it('keeps every state that is there when the list of readings is lost', async () => {
    await follow([{ epochs: 2 }]);
    await store.remove(stage, 'readings.json');
    await follow([{ epochs: 4 }]);
    expect(weightOf(await chosen({ epochs: 2 }))).toBe(2);
  });

  it('stops with the stop rule, and keeps the best epoch', async () => {
    const reading: Reading = { epochs: 9, stop: { metric: 'val_loss', patience: 2, minDelta: 0 } };
    expect(await follow([reading], [3, 1, 2, 2])).toEqual([1, 2, 3, 4]);
    expect(weightOf(await chosen(reading))).toBe(2);
  });

  it('trains an epoch again whose state is wanted now and was dropped, without changing what is known of it', async () => {
    await follow([{ epochs: 4 }]);
    expect(await follow([{ epochs: 2 }])).toEqual([1, 2]);
    expect((await open()).history).toHaveLength(4);
    expect(weightOf(await chosen({ epochs: 2 }))).toBe(2);
  });

  it('takes weights that this process has stored last from memory, unless the store has others by now', async () => {
    await follow([{ epochs: 2 }]);
    const recent = new RecentWeights();
    const [inMemory, name] = [state(2).weights, stateName(2)];
    recent.keep({ stage, name, sha256: await writtenAgain(2) }, inMemory);
    expect(await chosen({ epochs: 2 }, recent)).toBe(inMemory);

    await follow([{ epochs: 3 }]);
    expect(weightOf(await chosen({ epochs: 3 }, recent))).toBe(3);
    const others = await (await open()).state(3);
    await new FileStageStore({ folder, onDamage: () => {} }).write(
      stage,
      name,
      (await store.read(stage, stateName(3)))!,
    );
    expect(await chosen({ epochs: 2 }, recent)).toEqual(others!.weights);
    recent.clear();
    expect(weightOf(await chosen({ epochs: 3 }, recent))).toBe(3);
  });

  it('takes no weights from memory that another has replaced before they were kept', async () => {
    await follow([{ epochs: 2 }]);
    const [recent, name] = [new RecentWeights(), stateName(2)];
    const sha256 = await writtenAgain(2);
    await store.write(stage, name, (await otherState(3))!);
    recent.keep({ stage, name, sha256 }, state(2).weights);
    expect(weightOf(await chosen({ epochs: 2 }, recent))).toBe(3);
  });

  it('goes back to the last whole checkpoint when the latest is damaged', async () => {
    await follow([{ epochs: 2 }, { epochs: 3 }]);
    await store.remove(stage, 'epoch-00003.safetensors');
    expect(await follow([{ epochs: 4 }])).toEqual([3, 4]);
  });

  it('takes a checkpoint without a record, left by a crash, for none', async () => {
    await follow([{ epochs: 1 }]);
    await store.write(stage, 'epoch-00002.safetensors', new Uint8Array(8));
    expect((await open()).hasState(2)).toBe(false);
    expect(await follow([{ epochs: 2 }])).toEqual([2]);
  });

  it('gives no state of an earlier epoch for one that was not trained yet', async () => {
    await follow([{ epochs: 4 }]);
    await expect(chosen({ epochs: 6 })).rejects.toMatchObject({
      problems: [{ code: 'THAW-STORE-DAMAGED', message: expect.stringContaining('of 6 epochs') }],
    });
  });

  it('says what is missing when a chosen checkpoint is gone', async () => {
    await follow([{ epochs: 2 }]);
    await store.remove(stage, 'epoch-00002.safetensors');
    await expect(chosen({ epochs: 2 })).rejects.toMatchObject({
      problems: [{ code: 'THAW-STORE-DAMAGED' }],
    });
  });
});
