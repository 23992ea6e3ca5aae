import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeLauncher } from '../contract/describe-launcher.js';
import { smallTasks } from '../contract/small-tasks.js';
import { FileStageStore } from '../store/folder/file-stage-store.js';
import { MemoryStageStore, SharedMemory } from '../store/memory-stage-store.fixture.js';
import { InProcessLauncher } from '../worker/in-process-launcher.fixture.js';
import type { ComputeSettings } from '../worker/index.js';
import { LocalLauncher } from './local-launcher.js';

const report = { onProgress() {}, onNotice() {}, signal: new AbortController().signal };

const settingsIn = (folder: string): ComputeSettings => ({
  workspace: folder,
  weightsPlaces: { cacheFolder: folder, kerasFolder: folder },
  backboneModules: [],
  ...{ backend: 'wasm', device: 'cpu' },
  library: {},
});

/** One that is gone since the sweep was planned. */
const without = (folder: string): ComputeSettings => ({
  ...settingsIn(folder),
  backboneModules: [{ name: 'gone', url: pathToFileURL(join(folder, 'gone.js')).href, fingerprint: '' }],
});

const newFolder = () => mkdtemp(join(tmpdir(), 'thaw-launched-'));

describeLauncher(
  'LocalLauncher',
  async () => {
    const folder = await newFolder();
    const storeFolder = join(folder, 'store');
    const launcher = new LocalLauncher({ ...settingsIn(folder), storeFolder }, report);
    return {
      launcher,
      unable: new LocalLauncher({ ...without(folder), storeFolder }, report),
      store: new FileStageStore({ folder: storeFolder, onDamage() {} }),
      kill() {
        const worker = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'worker/main'], {
          encoding: 'utf8',
        });
        process.kill(Number(worker.trim()), 'SIGKILL');
      },
      async close() {
        await launcher.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { describe, it },
);

describeLauncher(
  'A launcher in this process, with a store in memory,',
  async () => {
    const folder = await newFolder();
    const store = new MemoryStageStore();
    const launcher = new InProcessLauncher(settingsIn(folder), store, report);
    return {
      ...{ launcher, store, unable: new InProcessLauncher(without(folder), store, report) },
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
