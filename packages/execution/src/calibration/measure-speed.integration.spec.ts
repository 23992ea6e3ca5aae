import { openEngine } from '@thaw/engine';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from '../environment/folders.js';
import { measureCompiling } from './measure-compiling.js';
import { measureSpeed } from './measure-speed.js';

it('measures every part of a speed, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-speed-'));
  const { forward, training, secondsPerStage, secondsPerLayer, decodesBeside, ...rest } = await measureSpeed(
    await openEngine({ backend: 'cpu', device: 'auto', cacheFolder: folder, onNotice: () => {} }),
    folder,
    2,
  );
  for (const value of [forward, training, rest].flatMap((part) => Object.values(part)))
    expect(value).toSatisfy((each: number) => Number.isFinite(each) && each > 0);
  // None is told apart where the first batch takes seconds, as on a machine that is busy.
  for (const seconds of [secondsPerStage, secondsPerLayer]) expect(seconds).toBeGreaterThanOrEqual(0);
  expect([decodesBeside, rest]).toEqual([
    false,
    expect.not.objectContaining({ bfloat16: expect.anything() }),
  ]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

it('measures compiling as if nothing of it had been done before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-compiling-'));
  // With the library that is installed, and nothing compiled yet.
  await symlink(join(cacheFolder(process.env), 'tensorflow'), join(folder, 'tensorflow'));
  const engine = await openEngine({
    ...{ backend: 'tensorflow', device: 'auto', cacheFolder: folder, onNotice: () => {} },
  });
  const kept = async () => {
    const files = await readdir(join(folder, 'compiled'), { recursive: true });
    return files.filter((file) => file.endsWith('.pb')).length;
  };
  expect(await measureCompiling(engine)).toBeGreaterThan(0);
  const first = await kept();
  expect(first).toBeGreaterThan(0);
  expect(await measureCompiling(engine)).toBeGreaterThan(0);
  // What had been found would not have been written again.
  expect(await kept()).toBeGreaterThan(first);
  await engine.dispose();
  await rm(folder, { recursive: true });
});
