import { openEngine } from '@thaw/engine';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
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
  const engine = await openEngine({
    ...{ backend: 'tensorflow', device: 'auto', cacheFolder: cacheFolder(process.env), onNotice: () => {} },
  });
  const first = await measureCompiling(engine);
  expect(first).toBeGreaterThan(0);
  // What is kept is loaded in a small part of that.
  expect(await measureCompiling(engine)).toBeGreaterThan(first / 4);
  await engine.dispose();
});
