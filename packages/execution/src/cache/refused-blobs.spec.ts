import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { RefusedBlobs } from './refused-blobs.js';

it('blobs are refused for a while, in all processes, and then forgotten', async () => {
  const store = mkdtempSync(join(tmpdir(), 'thaw-refused-'));
  onTestFinished(() => rm(store, { recursive: true }));
  const refused = new RefusedBlobs(store);
  expect(await refused.all()).toEqual(new Set());
  await refused.add('a', 60_000);
  await refused.add('b', 3_600_000);
  expect(await new RefusedBlobs(store).all()).toEqual(new Set(['a', 'b']));
  expect(await refused.all(Date.now() + 120_000)).toEqual(new Set(['b']));
  expect(await readdir(join(store, 'refused'))).toEqual(['b']);
});

it('nothing is refused where nothing can be noted', async () => {
  const refused = new RefusedBlobs('/dev/null');
  await refused.add('a', 60_000);
  expect(await refused.all()).toEqual(new Set());
});
