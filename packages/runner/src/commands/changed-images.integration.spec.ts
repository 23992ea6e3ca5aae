import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { readdir } from 'node:fs/promises';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../verify/compare-stages.js';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 8)));
afterAll(() => images.remove());

/** Every metric of every run that says something about the images. */
async function metricsIn(store: string) {
  const { stdout } = await thaw(['runs', '--json', '--store', join(images.folder, store)]);
  const runs = JSON.parse(stdout) as RunRecord[];
  return runs
    .map(({ id, status, metrics: { epoch_seconds: _, images_per_second: _speed, ...metrics } }) => ({
      id,
      status,
      metrics,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const verify = (store: string, ...args: readonly string[]) =>
  thaw(['verify', '--store', join(images.folder, store), ...args]);

/** Adds a half to one number of the stored features, in a way that no checksum tells. */
async function poisonFeatures(store: string): Promise<void> {
  const folder = join(images.folder, store);
  const [key] = await readdir(join(folder, 'stages', 'features'));
  const stage = { kind: 'features', key: key! } as const;
  const files = new FileStageStore({ folder, onDamage: () => {} });
  const name = (await files.list(stage)).find((each) => /\.[0-9a-f]{16}$/.test(each))!;
  const shard = (await files.read(stage, name))!;
  const numbers = new Float32Array(shard.slice().buffer);
  numbers[7] = numbers[7]! + 0.5;
  await files.write(stage, name, new Uint8Array(numbers.buffer));
}

describe('pictures that change while a sweep runs', () => {
  const sweep = [
    '--set',
    'sweep.parameters={ backbone.imageSize: [32, 40] }',
    '--set',
    'data.maxUnreadable=0.5',
  ];

  it('fail the stage that meets them, are named, and leave nothing in the store', async () => {
    const edited = join(images.root, 'a', '0.png');
    const missing = join(images.root, 'b', '1.png');
    const original = readFileSync(edited);
    let isFirst = true;
    const disturbed = await images.thaw('sweep', 'store', [...sweep, '--json'], {
      onOutput(text) {
        if (!isFirst || !text.includes('run-ended')) return;
        isFirst = false;
        writeFileSync(edited, readFileSync(join(images.root, 'b', '0.png')));
        renameSync(missing, `${missing}.away`);
      },
    });
    expect(disturbed.code).toBe(1);
    const failed = disturbed.stdout
      .split('\n')
      .find((line) => line.includes('"status":"failed"') && line.includes('run-ended'))!;
    expect(failed).toContain('have changed since they were indexed');

    writeFileSync(edited, original);
    renameSync(`${missing}.away`, missing);
    const again = await images.thaw('sweep', 'store', sweep);
    expect(again.code, again.stderr).toBe(0);
    const fresh = await images.thaw('sweep', 'fresh', sweep);
    expect(fresh.code, fresh.stderr).toBe(0);
    expect(await metricsIn('store')).toEqual(await metricsIn('fresh'));
  }, 120_000);
});

describe('doubt', () => {
  it('is answered by `thaw verify`, which says which stage differs by how much, and mended by --recompute', async () => {
    expect((await images.thaw('sweep', 'recompute')).code).toBe(0);
    const before = await metricsIn('recompute');
    const intact = await verify('recompute');
    expect(intact.code, intact.stderr).toBe(0);
    expect(intact.stdout.match(/the same bits/g)).toHaveLength(4);
    await poisonFeatures('recompute');
    const poisoned = await verify('recompute', '--json');
    expect(poisoned.code, poisoned.stderr).toBe(1);
    const { stages } = JSON.parse(poisoned.stdout) as { stages: Verdict[] };
    expect(stages.filter(({ verdict }) => verdict !== 'same')).toMatchObject([
      {
        kind: 'features',
        differences: [
          {
            what: expect.stringMatching(/ of 1 of 16 images$/) as string,
            maxDifference: expect.closeTo(0.5, 4) as number,
          },
        ],
      },
    ]);
    expect(await readdir(join(images.folder, 'recompute'))).not.toContainEqual(
      expect.stringMatching(/^verify-/),
    );

    const { code, stderr } = await images.thaw('sweep', 'recompute', ['--recompute', 'features']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('3 stages computed, 1 reused');
    expect(await metricsIn('recompute')).toEqual(before);
    expect((await verify('recompute')).code).toBe(0);
    expect((await images.thaw('sweep', 'recompute')).stderr).toContain('nothing computed, 4 stages reused');
  }, 120_000);
});
