import type { Launcher } from '@thaw/core';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeLauncher, type LauncherUnderTest } from '../contract/describe-launcher.js';
import { smallTasks } from '../contract/small-tasks.js';
import { FileStageStore } from '../store/folder/file-stage-store.js';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { InProcessLauncher } from '../worker/in-process-launcher.fixture.js';
import type { StageSettings } from '../stages/open-context.js';
import { LocalLauncher } from './local-launcher.js';
import { localWorkers } from './local-workers.js';
import { report, settingsIn, settingsWithout } from './settings.fixture.js';

const newFolder = () => mkdtemp(join(tmpdir(), 'thaw-launched-'));

const openLocal =
  (launch: (settings: StageSettings) => Launcher): (() => Promise<LauncherUnderTest>) =>
  async () => {
    const folder = await newFolder();
    const storeFolder = join(folder, 'store');
    const launcher = launch({ ...settingsIn(folder), storeFolder });
    return {
      launcher,
      unable: launch({ ...settingsWithout(folder), storeFolder }),
      store: new FileStageStore({ folder: storeFolder, onDamage() {} }),
      kill() {
        const workers = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'worker/main'], {
          encoding: 'utf8',
        });
        for (const worker of workers.trim().split('\n')) process.kill(Number(worker), 'SIGKILL');
      },
      async close() {
        await launcher.close();
        await rm(folder, { recursive: true });
      },
    };
  };

describeLauncher(
  'LocalLauncher',
  openLocal((settings) => new LocalLauncher(settings, report)),
  { describe, it },
);

describeLauncher(
  'WorkerPool',
  openLocal((settings) => localWorkers(settings, { workers: 2, gpus: [] }, report)),
  { describe, it },
);

it('says which of several workers has begun a task, and what all of them say once', async () => {
  const folder = await newFolder();
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const settings = { ...settingsIn(folder), storeFolder: join(folder, 'store') };
  const store = new FileStageStore({ folder: settings.storeFolder, onDamage() {} });
  const launcher = localWorkers(settings, { workers: 2, gpus: [] }, { ...report, onNotice });
  const { features, long } = await smallTasks(store, folder);
  const begun: (string | undefined)[] = [];
  const onBegin = (worker?: string) => begun.push(worker);
  await launcher.execute(features, { ...report, onEpoch() {}, onBegin });
  const abort = new AbortController();
  const both = long.map((task) =>
    launcher.execute(task, {
      ...{ ...report, onBegin, signal: abort.signal },
      onEpoch: () => begun.length === 3 && abort.abort('seen'),
    }),
  );
  await expect(launcher.execute(long[0], { ...report, onEpoch() {} })).rejects.toThrow('at work');
  await Promise.all(both.map((each) => expect(each).rejects.toBe('seen')));
  expect(begun.toSorted()).toEqual(['worker 1', 'worker 1', 'worker 2']);
  expect(notices).toHaveLength(1);
  await launcher.close();
  await rm(folder, { recursive: true });
});

describeLauncher(
  'A launcher in this process, with a store in memory,',
  async () => {
    const folder = await newFolder();
    const store = new MemoryStageStore();
    const launcher = new InProcessLauncher(settingsIn(folder), store, report);
    return {
      ...{ launcher, store, unable: new InProcessLauncher(settingsWithout(folder), store, report) },
      async close() {
        await launcher.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { describe, it },
);

it('a task whose claim another has taken over waits for what that one makes', async () => {
  const folder = await newFolder();
  const memory = new SharedMemory();
  const [paused, other] = [new MemoryStageStore(memory), new MemoryStageStore(memory)];
  const launcher = new InProcessLauncher(settingsIn(folder), paused, report);
  const { features, long } = await smallTasks(paused, folder);
  await launcher.execute(features, { ...report, onEpoch() {} });

  const notices: string[] = [];
  const abort = new AbortController();
  let epochs = 0;
  const [task] = long;
  if (task.kind !== 'train') throw new TypeError(task.kind);
  const done = launcher.execute(task, {
    onProgress() {},
    onNotice(line) {
      notices.push(line);
      abort.abort('told to wait');
    },
    onEpoch(history) {
      epochs = history.length;
      // It was not heard of for a minute.
      if (epochs === 1) {
        paused.end();
        void other.claim(task.stage, { purpose: 'training elsewhere' });
      }
    },
    signal: abort.signal,
  });
  await expect(done).rejects.toBe('told to wait');
  expect(notices).toEqual([expect.stringContaining('training elsewhere')]);
  expect(epochs).toBe(1);
  await launcher.close();
  await rm(folder, { recursive: true });
});
