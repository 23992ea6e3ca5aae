import type { BlobFacts, StageKind } from '@thaw/core';
import { inMemory, S3Objects, startS3Server, type S3Server } from '@thaw/execution/fixtures';
import { FileStageStore } from '@thaw/execution/store';
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SweepPlan } from '../api/results.js';
import { SmallImages } from './small-images.fixture.js';
import { swept } from './swept.fixture.js';

let server: S3Server;
let images: SmallImages;
beforeAll(async () => {
  [server, images] = await Promise.all([startS3Server(), SmallImages.create(['wide', 'narrow'], 8)]);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  await server.makeBucket('shared');
});
afterAll(() => Promise.all([server.stop(), images.remove()]));

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What takes most of the stages of a kind in a store. */
async function largestOf(name: string, kind: StageKind): Promise<BlobFacts> {
  const store = new FileStageStore({ folder: join(images.folder, name), onDamage() {} });
  const [stage] = await store.stages([kind]);
  const { blobs } = await store.describe(stage!);
  return [...blobs.values()].toSorted((a, b) => b.bytes - a.bytes)[0]!;
}

const cache = ['--cache', 's3://shared/team'];
const plan = async (store: string, args: readonly string[] = cache) =>
  JSON.parse((await images.thaw('plan', store, ['--json', ...args])).stdout) as SweepPlan;
const sweep = async (store: string, args: readonly string[] = cache) =>
  swept(await images.thaw('sweep', store, ['--json', ...args]));

describe('a cache that several machines share', () => {
  it('gives a colleague all that was computed, who computes nothing', async () => {
    const first = await sweep('first');
    expect(first.computed).toBe(4);
    expect(first.notices).toContainEqual(
      expect.stringMatching(/^uploaded 4 stages \(.*\) to s3:\/\/shared\/team$/),
    );

    // Another home, in which the backend is lent, and another store.
    const home = join(images.folder, 'home');
    await mkdir(home);
    vi.stubEnv('THAW_CACHE', process.env['THAW_CACHE'] ?? join(homedir(), '.cache', 'thaw'));
    vi.stubEnv('HOME', home);
    const { stdout } = await images.thaw('plan', 'second', cache);
    expect(stdout).toMatch(/4 stored already, 4 of them in the cache \(at most .* to fetch\)/);
    for (const stage of (await plan('second')).stages)
      expect(stage).toMatchObject({ cached: true, bytesInCache: expect.any(Number) as number });

    const second = await sweep('second');
    expect(second).toMatchObject({ computed: 0, reused: 4, metrics: first.metrics });
    expect(second.notices.filter((line) => line.startsWith('uploaded'))).toEqual([]);
    // What was not read did not travel: features and checkpoints are still there alone.
    const { stages } = await plan('second', ['--cache', 'none']);
    const here = stages.filter(({ cached }) => cached).map(({ kind }) => kind);
    expect(here).toEqual(['dataset', 'evaluate']);
  });

  it('gives whoever trains further the features, and the training to go on from', async () => {
    const longer = ['--set', 'phases.extract.epochs=2'];
    const args = [...cache, ...longer];
    const third = await sweep('third', [...args, '--cache-mode', 'read']);
    expect(third).toMatchObject({ computed: 2, reused: 2 });
    const alone = await sweep('alone', ['--cache', 'none', ...longer]);
    expect(alone).toMatchObject({ computed: 4, metrics: third.metrics });

    // Nothing was added by one who only reads; by the next sweep it is.
    const cachedFor = async (store: string) =>
      (await plan(store, args)).stages.filter(({ cached }) => cached).map(({ kind }) => kind);
    expect(await cachedFor('fourth')).toEqual(['dataset', 'features']);
    expect((await sweep('third', args)).notices).toContainEqual(expect.stringMatching(/^uploaded 2 stages /));
    expect(await cachedFor('fifth')).toEqual(['dataset', 'features', 'train', 'evaluate']);
  });

  it('has what is damaged there computed anew, and mended', async () => {
    const longest = [...cache, '--set', 'phases.extract.epochs=3'];
    const { sha256, bytes } = await largestOf('first', 'features');
    const objects = new S3Objects({ bucket: 'shared', prefix: 'team/' }, 'cache');
    const wrong = Buffer.alloc(bytes, 'x');
    await objects.write(`blobs/${sha256}`, inMemory(wrong), sha256Of(wrong), new AbortController().signal);
    const { computed, notices } = await sweep('sixth', longest);
    expect(notices).toContainEqual(expect.stringMatching(/ of features .* is damaged or missing in /));
    expect(computed).toBe(3);
    expect(sha256Of((await objects.read(`blobs/${sha256}`, bytes))!)).toBe(sha256);
  });

  it('is refused before anything is computed where it is not there', async () => {
    const { code, stderr } = await images.thaw('sweep', 'never', ['--cache', 's3://nobodys/team']);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-BUCKET-MISSING');
    expect(stderr).not.toContain('uploaded');
    const named = await images.thaw('plan', 'never', ['--cache', 'http://shared/team']);
    expect(named.stderr).toContain('THAW-BUCKET-BAD-ADDRESS');
    await rm(join(images.folder, 'never'), { recursive: true, force: true });
  });
});
