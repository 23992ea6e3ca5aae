import { contentHash, type StageRef } from '@thaw/core';
import { thisProcess } from '@thaw/locks';
import { spawnSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeStageStore } from '../../contract/describe-stage-store.js';
import { FileStageStore } from './file-stage-store.js';
import { StoreFolder } from './store-folder.js';
import { claimFile } from './store-layout.js';

const stage: StageRef = { kind: 'features', key: 'f00d' };
const bytes = (text: string) => new TextEncoder().encode(text);

describeStageStore(
  'FileStageStore',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-store-'));
    const damages: string[] = [];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    return {
      damages,
      connect: () => new FileStageStore({ folder, onDamage: ({ name }) => damages.push(name) }),
      async damage(stage, name) {
        await appendFile(join(folder, (await new StoreFolder(folder).fileOf(stage, name))!), '!');
      },
      /** The files that every Thaw since ADR 8 leaves. */
      async abandon({ kind, key }) {
        const { pid } = spawnSync(process.execPath, ['-e', '']);
        const gone = { ...thisProcess(), pid };
        await mkdir(join(folder, 'claims'));
        await mkdir(join(folder, 'leases'));
        await writeFile(
          join(folder, 'claims', `${kind}-${key}.json`),
          JSON.stringify({ ...gone, purpose: 'training', token: 'a' }),
        );
        await writeFile(join(folder, 'leases', 'a.json'), JSON.stringify({ ...gone, keys: [key] }));
      },
      async expire(stage) {
        const file = claimFile(folder, stage);
        const claim = JSON.parse(await readFile(file, 'utf8')) as object;
        await writeFile(file, JSON.stringify({ ...claim, host: 'elsewhere', boot: 'another' }));
        const then = new Date(Date.now() - 2 * 60_000);
        await utimes(file, then, then);
      },
      renew: () => vi.advanceTimersByTime(10_000),
      close() {
        vi.useRealTimers();
        return rm(folder, { recursive: true });
      },
    };
  },
  { describe, it },
);

describe('FileStageStore', () => {
  let folder: string;
  let damages: string[];
  let store: FileStageStore;
  const stageFolder = () => join(folder, 'stages', 'features', 'f00d');
  const blobFile = async () =>
    join(
      stageFolder(),
      (await readdir(stageFolder())).find((name) => name.endsWith('.blob'))!,
    );

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-store-'));
    damages = [];
    store = new FileStageStore({ folder, onDamage: ({ name }) => damages.push(name) });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('replaces a blob, and leaves no file of the old one behind', async () => {
    await store.write(stage, 'a', bytes('old'));
    await store.write(stage, 'a', bytes('new'));
    expect(Buffer.from((await store.read(stage, 'a'))!).toString()).toBe('new');
    expect((await readdir(stageFolder())).filter((name) => name.endsWith('.blob'))).toHaveLength(1);
  });

  it('leaves nothing of claims behind, also of one that was taken over', async () => {
    const paused = await store.claim(stage, { purpose: 'training' });
    const file = claimFile(folder, stage);
    const claim = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...claim, host: 'elsewhere', boot: 'another' }));
    await utimes(file, 1, 1);
    const other = new FileStageStore({ folder, onDamage() {} });
    const next = await other.claim(stage, { purpose: 'training' });
    await expect(store.write(stage, 'a', bytes('2'))).rejects.toThrow('taken over');
    await other.write(stage, 'a', bytes('3'));
    await Promise.all([paused.release(), next.release()]);
    expect(await readdir(join(folder, 'claims'))).toEqual([]);
  });

  it('keeps a file that two names share until neither needs it', async () => {
    await store.write(stage, 'a', bytes('same'));
    await store.write(stage, 'b', bytes('same'));
    await store.remove(stage, 'a');
    expect(Buffer.from((await store.read(stage, 'b'))!).toString()).toBe('same');
    await store.remove(stage, 'b');
    expect((await readdir(stageFolder())).filter((name) => name.endsWith('.blob'))).toEqual([]);
  });

  it('writes and removes blobs in one step, which readers see as a whole', async () => {
    await store.write(stage, 'epoch-1', bytes('one'));
    const reader = new FileStageStore({ folder, onDamage: () => {} });
    const seen = new Set<string>();
    let isDone = false;
    const watching = (async () => {
      while (!isDone) seen.add((await reader.list(stage)).toSorted().join());
    })();
    await store.update(
      stage,
      new Map([
        ['epoch-2', bytes('two')],
        ['history', bytes('12')],
        ['epoch-1', undefined],
      ]),
    );
    seen.add((await reader.list(stage)).toSorted().join());
    isDone = true;
    await watching;
    expect([...seen].filter((names) => !['epoch-1', 'epoch-2,history'].includes(names))).toEqual([]);
    expect(seen).toContain('epoch-2,history');
    expect((await readdir(stageFolder())).filter((name) => name.endsWith('.blob'))).toHaveLength(2);
  });

  it.each([
    ['a changed byte', (file: string) => writeFile(file, 'hellO')],
    ['a cut-off end', (file: string) => writeFile(file, 'hell')],
    ['an addition', (file: string) => appendFile(file, '!')],
    ['a missing file', (file: string) => rm(file)],
  ])('notices %s, sets the blob aside and reports it once', async (_, damage) => {
    for (const read of [() => store.read(stage, 'a'), () => store.open(stage, 'a')]) {
      await store.write(stage, 'a', bytes('hello'));
      await damage(await blobFile());
      expect(await read()).toBeUndefined();
      expect(await read()).toBeUndefined();
      expect(await store.list(stage)).toEqual([]);
      expect(damages).toEqual(['a']);
      damages = [];
    }
  });

  it('notices when a stage is looked at that a file has changed, without reading the others', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const file = await blobFile();
    await store.write(stage, 'b', bytes('world'));
    await writeFile(file, 'hellO');
    expect(await store.list(stage)).toEqual(['b']);
    expect(damages).toEqual(['a']);
  });

  it('verifies what is opened again only if its file has changed since', async () => {
    // Long after it was written: what changed just before would be verified in any case.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    await store.write(stage, 'a', bytes('hello'));
    for (let time = 0; time < 2; time++) await (await store.open(stage, 'a'))!.close();
    await writeFile(await blobFile(), 'hellO');
    expect(await store.open(stage, 'a')).toBeUndefined();
    expect(damages).toEqual(['a']);
  });

  it('does not take a copied file, whose time is another, for a damaged one, and verifies it once', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const { mtimeMs } = await stat(await blobFile());
    const later = new Date(mtimeMs + 5000);
    await utimes(await blobFile(), later, later);
    expect(await store.list(stage)).toEqual(['a']);
    expect(Math.abs((await stat(await blobFile())).mtimeMs - mtimeMs)).toBeLessThan(1);
    expect(damages).toEqual([]);
  });

  it('sets a damaged list of blobs aside and forgets what it named', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const file = join(stageFolder(), 'stage.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"bytes": 5', '"bytes": 4'));
    expect(await store.list(stage)).toEqual([]);
    expect(await store.read(stage, 'a')).toBeUndefined();
    expect(damages).toEqual(['stage.json']);
    await store.write(stage, 'a', bytes('hello'));
    expect(await store.list(stage)).toEqual(['a']);
  });

  it('keeps out of all folders but its own, whatever a list of blobs names, with its checksum right', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const outside = join(folder, 'mine.txt');
    await writeFile(outside, 'mine');
    const manifest = join(stageFolder(), 'stage.json');
    for (const file of ['../../../mine.txt', outside, '..', 'a/b.blob', 'stage.json']) {
      const blobs = { a: { file, bytes: 4, sha256: '0'.repeat(64), writtenMs: 1 } };
      await writeFile(manifest, JSON.stringify({ sha256: contentHash(blobs), blobs }));
      expect(await store.read(stage, 'a')).toBeUndefined();
      expect(await readFile(outside, 'utf8')).toBe('mine');
    }
    expect(new Set(damages)).toEqual(new Set(['stage.json']));
  });

  it.each([
    ['a folder', (path: string) => mkdir(path)],
    [
      'a folder with something in it',
      async (path: string) => {
        await mkdir(path);
        await writeFile(join(path, 'x'), '');
      },
    ],
    ['a link to itself', (path: string) => symlink(path, path)],
    ['a link to nothing', (path: string) => symlink('nothing', path)],
  ])('takes %s in the place of a file for damage', async (_what, put) => {
    await store.write(stage, 'a', bytes('hello'));
    const blob = await blobFile();
    for (const look of [
      () => store.read(stage, 'a'),
      () => store.open(stage, 'a'),
      () => store.list(stage),
    ]) {
      await rm(blob, { recursive: true });
      await put(blob);
      expect((await look()) ?? []).toEqual([]);
      await store.write(stage, 'a', bytes('hello'));
    }
    expect(damages).toEqual(['a', 'a', 'a']);
    const manifest = join(stageFolder(), 'stage.json');
    await rm(manifest);
    await put(manifest);
    expect(await store.list(stage)).toEqual([]);
    await rm(manifest, { recursive: true, force: true });
  });

  it('says of a blob that is cut off while it is open that it is damaged', async () => {
    await store.write(stage, 'a', bytes('0123456789'));
    const blob = (await store.open(stage, 'a'))!;
    onTestFinished(() => blob.close());
    await truncate(await blobFile(), 5);
    await expect(blob.read(3, 4)).rejects.toMatchObject({ problems: [{ code: 'THAW-STORE-DAMAGED' }] });
  });

  it('moves what it is told is no blob of its name to `damaged`, and as an observer leaves it', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const observer = new FileStageStore({
      folder,
      onDamage: ({ name }) => damages.push(name),
      isObserver: true,
    });
    await observer.setAside(stage, 'a', bytes('hello'));
    expect(await store.list(stage)).toEqual(['a']);
    await store.setAside(stage, 'a', bytes('hello'));
    expect(await store.list(stage)).toEqual([]);
    const [name] = await readdir(join(folder, 'damaged'));
    expect(await readFile(join(folder, 'damaged', name!), 'utf8')).toBe('hello');
    expect(damages).toEqual(['a']);
  });

  it('does not take what another process replaces meanwhile for damaged', async () => {
    const other = new FileStageStore({ folder, onDamage: ({ name }) => damages.push(name) });
    for (let round = 0; round < 60; round++) {
      const text = `round ${round}`;
      await Promise.all([
        store.write(stage, 'a', bytes(text)),
        other.read(stage, 'a'),
        other.list(stage),
        other.open(stage, 'a').then((blob) => blob?.close()),
      ]);
    }
    expect(damages).toEqual([]);
    expect(Buffer.from((await store.read(stage, 'a'))!).toString()).toBe('round 59');
  });

  it('remembers when a stage was last used', async () => {
    await store.write(stage, 'a', bytes('hello'));
    const manifest = join(stageFolder(), 'stage.json');
    await utimes(manifest, 1000, 1000);
    await store.list(stage);
    expect((await stat(manifest)).mtimeMs).toBe(1_000_000);
    await store.read(stage, 'a');
    expect((await stat(manifest)).mtimeMs).toBeGreaterThan(1_000_000);
  });

  it('is not confused by what a killed writer has left', async () => {
    await store.write(stage, 'a', bytes('hello'));
    await writeFile(join(stageFolder(), 'stage.json.99-dead.partial'), '{"blobs":');
    await writeFile(join(stageFolder(), '0123456789abcdef.blob'), 'written, but never committed');
    expect(await store.list(stage)).toEqual(['a']);
  });
});
