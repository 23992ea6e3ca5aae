import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => {
  images = await SmallImages.create(['no', '1e3', ': x'], 6);
  await writeFile(join(images.root, 'no', 'torn.png'), 'no image');
});
afterAll(() => images.remove());

it('a first spec is planned as it was promised, and sweeps as it stands', async () => {
  const run = (...args: string[]) => thaw([...args, '--json'], { cwd: images.folder });
  const network = ['--backbone', 'mobilenetv2', '--weights', 'random', '--image-size', '32'];
  const made = await run('init', 'images', '--out', 'first.yaml', ...network);
  expect(made.code, made.stderr).toBe(0);
  const { chosen, seen } = JSON.parse(made.stdout) as {
    chosen: { seconds: number; runs: number };
    seen: object;
  };
  expect(seen).toMatchObject({ images: 19, unreadable: [{ path: 'no/torn.png' }] });

  const planned = await run('plan', 'first.yaml');
  expect(planned.code, planned.stderr).toBe(0);
  const plan = JSON.parse(planned.stdout) as { runs: object[]; estimate: { seconds: number } };
  expect(plan.runs).toHaveLength(chosen.runs);
  // What it was measured by was the latest then, and other tests measure beside this one.
  expect(plan.estimate.seconds / chosen.seconds).toBeGreaterThan(0.02);
  expect(plan.estimate.seconds / chosen.seconds).toBeLessThan(50);

  const swept = await run('sweep', 'first.yaml');
  expect(swept.code, swept.stderr).toBe(0);
  expect(swept.stdout).toContain('"status":"finished"');
  expect(swept.stderr + swept.stdout).toContain('1 of 19 images cannot be read');
}, 120_000);
