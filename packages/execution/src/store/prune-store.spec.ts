import type { StageRef, TrainerState } from '@thaw/core';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Trajectory } from '../stages/trajectory.js';
import { FileStageStore } from './folder/file-stage-store.js';
import { StoreFolder } from './folder/store-folder.js';
import { pruneStore } from './prune-store.js';

const training: StageRef = { kind: 'train', key: 'f00d' };
const state: TrainerState = { weights: new Map(), slots: new Map(), step: 0 };

describe('pruneStore', () => {
  let folder: string;
  let store: FileStageStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-prune-'));
    store = new FileStageStore({ folder, onDamage: () => {} });
    const trajectory = await Trajectory.open(store, training);
    await trajectory.addReadings([{ epochs: 2 }, { epochs: 4 }]);
    for (let epoch = 1; epoch <= 4; epoch++) {
      const record = { epoch, step: epoch, metrics: {}, seconds: 1, timeMs: epoch };
      await trajectory.append(record, { ...state, step: epoch });
    }
    for (const [kind, name] of [
      ['dataset', 'index.json'],
      ['features', 'pool.00000'],
      ['evaluate', 'result.json'],
    ] as const)
      await store.write({ kind, key: 'c0de' }, name, new TextEncoder().encode(kind));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const prune = (dryRun = false) =>
    pruneStore({ store, place: new StoreFolder(folder), limitBytes: undefined, dryRun });
  const everything = async () =>
    (await readdir(join(folder, 'stages'), { recursive: true })).toSorted().join('\n');
  const leaveBehind = async (name: string, ageSeconds: number) => {
    const file = join(folder, 'stages', 'train', 'f00d', name);
    await writeFile(file, 'left');
    await utimes(file, Date.now() / 1000 - ageSeconds, Date.now() / 1000 - ageSeconds);
  };

  it('removes nothing from a store in which everything is a result or wanted', async () => {
    const before = await everything();
    expect(await prune()).toEqual([]);
    expect(await everything()).toBe(before);
  });

  it('removes the queue of a cluster once it has been closed for an hour', async () => {
    const queue = (name: string) => join(folder, 'queue', name);
    for (const name of ['open', 'closed', 'over']) {
      await mkdir(queue(name), { recursive: true });
      await writeFile(join(queue(name), 'queue.json'), 'queue');
      if (name !== 'open') await writeFile(join(queue(name), 'closed'), '');
    }
    const before = Date.now() / 1000 - 3700;
    await utimes(join(queue('over'), 'closed'), before, before);
    expect(await prune(true)).toEqual([{ what: 'queue', name: 'over', bytes: 5 }]);
    expect(await prune()).toHaveLength(1);
    expect((await readdir(join(folder, 'queue'))).toSorted()).toEqual(['closed', 'open']);
  });

  it('removes checkpoints that no reading ends with and that are not the last', async () => {
    await store.write(training, 'epoch-00003.safetensors', new Uint8Array(70));
    expect(await prune(true)).toEqual([
      { what: 'checkpoint', name: 'epoch-00003.safetensors of train f00d', bytes: 70 },
    ]);
    expect(await prune()).toHaveLength(1);
    expect((await store.list(training)).filter((name) => name.startsWith('epoch'))).toEqual([
      'epoch-00002.safetensors',
      'epoch-00004.safetensors',
    ]);
  });

  it('leaves a training alone that is being computed', async () => {
    await store.write(training, 'epoch-00003.safetensors', new Uint8Array(70));
    const claim = await store.claim(training, { purpose: 'training' });
    expect(await prune()).toEqual([]);
    await claim.release();
  });

  it('removes what writers that died have left, but nothing that may be in the making', async () => {
    await leaveBehind('0123456789abcdef.blob', 4000);
    await leaveBehind('stage.json.1-dead.partial', 4000);
    await leaveBehind('fedcba9876543210.blob', 60);
    expect((await prune()).map(({ what, name }) => `${what} ${name}`).toSorted()).toEqual([
      'leftover stages/train/f00d/0123456789abcdef.blob',
      'leftover stages/train/f00d/stage.json.1-dead.partial',
    ]);
    expect(await everything()).toContain('fedcba9876543210.blob');
    expect(await everything()).not.toContain('partial');
  });

  it('removes what a verification has left that was killed, but none that is under way', async () => {
    await mkdir(join(folder, 'verify-killed', 'stages'), { recursive: true });
    await writeFile(join(folder, 'verify-killed', 'stages', 'blob'), 'again');
    const left = { what: 'leftover', name: 'verify-killed', bytes: 5 };
    const folders = () => readdir(folder).then((names) => names.filter((name) => name.startsWith('verify-')));
    await new StoreFolder(folder).verifying(async (working) => {
      await writeFile(join(working, 'blob'), 'once more');
      expect(await prune(true)).toEqual([left]);
      expect(await prune()).toEqual([left]);
      expect(await folders()).toEqual([basename(working)]);
    });
    expect(await folders()).toEqual([]);
    expect(await readdir(join(folder, 'claims'))).toEqual([]);
  });

  it('removes nothing of folders elsewhere, whatever in the store is a link to them', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'thaw-elsewhere-'));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    const kept = join(elsewhere, 'letters', 'kept');
    await mkdir(join(elsewhere, 'letters'));
    await writeFile(kept, 'dear reader');
    const long = Date.now() / 1000 - 1e6;
    await utimes(kept, long, long);
    await symlink(elsewhere, join(folder, 'damaged'));
    await symlink(elsewhere, join(folder, 'stages', 'score'));
    await symlink(join(elsewhere, 'letters'), join(folder, 'stages', 'train', 'beef'));
    expect(await prune()).toEqual([]);
    expect(await readdir(join(elsewhere, 'letters'))).toEqual(['kept']);
  });

  it('finds stages whose folder was moved to another place and linked, and counts what they take', async () => {
    await store.write(training, 'epoch-00003.safetensors', new Uint8Array(70));
    const before = await new StoreFolder(folder).usage();
    const elsewhere = await mkdtemp(join(tmpdir(), 'thaw-linked-'));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    await rename(join(folder, 'stages', 'train'), join(elsewhere, 'train'));
    await symlink(join(elsewhere, 'train'), join(folder, 'stages', 'train'));
    expect(await new StoreFolder(folder).usage()).toEqual(before);
    await leaveBehind('0123456789abcdef.blob', 4000);
    expect((await prune()).map(({ what, name }) => `${what} ${name}`)).toEqual([
      'checkpoint epoch-00003.safetensors of train f00d',
      'leftover stages/train/f00d/0123456789abcdef.blob',
    ]);
    expect(await readdir(elsewhere, { recursive: true })).not.toContain('0123456789abcdef.blob');
  });

  it('removes what was set aside as damaged', async () => {
    await mkdir(join(folder, 'damaged'));
    await writeFile(join(folder, 'damaged', 'train-f00d.blob'), 'damaged');
    expect(await prune()).toEqual([{ what: 'damaged', name: 'damaged/train-f00d.blob', bytes: 7 }]);
    expect(await readdir(folder)).not.toContain('damaged');
  });
});
