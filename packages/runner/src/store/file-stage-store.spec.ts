import type { StageRef } from '@thaw/core';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileStageStore } from './file-stage-store.js';

const stage: StageRef = { kind: 'features', key: 'f00d' };
const bytes = (text: string) => new TextEncoder().encode(text);

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

  it('gives back what was written', async () => {
    await store.write(stage, 'a.json', bytes('{"a":1}'));
    await store.write(stage, 'b', bytes('b'));
    expect(Buffer.from((await store.read(stage, 'a.json'))!).toString()).toBe('{"a":1}');
    expect(await store.list(stage)).toEqual(['a.json', 'b']);
  });

  it('knows nothing of a stage before something is written', async () => {
    expect(await store.list(stage)).toEqual([]);
    expect(await store.read(stage, 'a')).toBeUndefined();
    expect(await store.open(stage, 'a')).toBeUndefined();
    expect(damages).toEqual([]);
  });

  it('keeps stages of another kind apart', async () => {
    await store.write(stage, 'a', bytes('a'));
    expect(await store.list({ ...stage, kind: 'train' })).toEqual([]);
  });

  it('replaces a blob, and leaves no file of the old one behind', async () => {
    await store.write(stage, 'a', bytes('old'));
    await store.write(stage, 'a', bytes('new'));
    expect(Buffer.from((await store.read(stage, 'a'))!).toString()).toBe('new');
    expect((await readdir(stageFolder())).filter((name) => name.endsWith('.blob'))).toHaveLength(1);
  });

  it('keeps a file that two names share until neither needs it', async () => {
    await store.write(stage, 'a', bytes('same'));
    await store.write(stage, 'b', bytes('same'));
    await store.remove(stage, 'a');
    expect(Buffer.from((await store.read(stage, 'b'))!).toString()).toBe('same');
    await store.remove(stage, 'b');
    expect((await readdir(stageFolder())).filter((name) => name.endsWith('.blob'))).toEqual([]);
  });

  it('reads an opened blob in pieces, and refuses to read past its end', async () => {
    await store.write(stage, 'a', bytes('0123456789'));
    const blob = (await store.open(stage, 'a'))!;
    expect(blob.bytes).toBe(10);
    expect(Buffer.from(await blob.read(3, 4)).toString()).toBe('3456');
    await expect(blob.read(8, 4)).rejects.toThrow(RangeError);
    await blob.close();
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

  it('is not confused by what a killed writer has left', async () => {
    await store.write(stage, 'a', bytes('hello'));
    await writeFile(join(stageFolder(), 'stage.json.99-dead.partial'), '{"blobs":');
    await writeFile(join(stageFolder(), '0123456789abcdef.blob'), 'written, but never committed');
    expect(await store.list(stage)).toEqual(['a']);
  });
});
