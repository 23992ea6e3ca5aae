import type { TrackerEvent } from '@thaw/core';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';

let images: SmallImages;
beforeAll(async () => {
  images = await SmallImages.create(['a', 'b', 'c'], 8);
  await writeFile(join(images.root, 'a', '3.png'), 'no image');
});
afterAll(() => images.remove());

const count = (limit: number) => ['--set', `data.maxUnreadable={ count: ${limit} }`];

/** How many images a sweep told its tracker of. */
async function trackedImages(store: string): Promise<number> {
  const folder = join(images.folder, store, 'journals');
  const file = (await readdir(folder)).find((name) => name.endsWith('.ndjson'))!;
  const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as TrackerEvent);
  const { datasets } = events.find((event) => event.type === 'datasets')!;
  return datasets.reduce((sum, input) => sum + input.images, 0);
}

describe('an image that cannot be read', () => {
  it('is left out of a small dataset by default, said at each use, and counted nowhere', async () => {
    const first = await images.thaw('sweep', 'store');
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toMatch(/1 of 24 images cannot be read and are left out:\n.*3\.png/);
    expect(await trackedImages('store')).toBe(23);
    const again = await images.thaw('sweep', 'store');
    expect(again.stderr).toContain('nothing computed');
    expect(again.stderr).toContain('1 of 24 images cannot be read and are left out');
  }, 60_000);

  it('is refused from the same store where a limit is tightened, by plan and validate too', async () => {
    const tightened = await images.thaw('sweep', 'store', count(0));
    expect(tightened.code).toBe(1);
    expect(tightened.stderr).toContain('1 of 24 images cannot be read');
    const planned = await images.thaw('plan', 'store', count(0));
    expect(planned.code).toBe(1);
    expect(planned.stderr).toContain('--set:1:20 THAW-DATA-UNREADABLE');
    expect(await images.thaw('validate', 'store', count(0))).toMatchObject({
      code: 1,
      stderr: planned.stderr,
    });
    expect((await images.thaw('plan', 'store', count(1))).code).toBe(0);
  }, 60_000);

  it('refuses the run when all of its class are so, however many may be', async () => {
    for (let index = 0; index < 8; index++)
      await writeFile(join(images.root, 'c', `${index}.png`), `broken ${index}`);
    const { code, stderr } = await images.thaw('sweep', 'store', count(20));
    expect(code).toBe(1);
    expect(stderr).toContain('class c has no training images that can be read');
  }, 60_000);
});

describe('a dataset that cannot do what the spec asks of it', () => {
  it('is refused before anything runs, with all that is wrong', async () => {
    const manifest = join(images.folder, 'labels.csv');
    const rows = ['a', 'b', 'c'].flatMap((name) =>
      Array.from(
        { length: 8 },
        (_, index) => `${name}/${index}.png,${name},${name === 'c' ? 'validation' : ''}`,
      ),
    );
    await writeFile(manifest, ['path,label,split', ...rows].join('\n'));
    const planned = await images.thaw('plan', 'refused', ['--set', 'data.manifest=labels.csv']);
    expect(planned.code).toBe(1);
    expect(planned.stderr).toMatch(/--set:1:15 THAW-DATA-NO-TRAINING\n.*class c has no training images/);
    const validated = await images.thaw('validate', 'refused', ['--set', 'data.manifest=labels.csv']);
    expect(validated).toMatchObject({ code: 1, stderr: planned.stderr });
    const top5 = await images.thaw('plan', 'refused', [
      ...['--set', 'phases.extract.stop={ metric: val_top_5_accuracy }'],
      ...['--set', 'sweep={ objective: { metric: val_top_5_accuracy }, parameters: { seed: [1] } }'],
    ]);
    expect(top5.code).toBe(1);
    expect(top5.stderr.match(/THAW-DATA-FEW-CLASSES/g)).toHaveLength(2);
  });
});
