import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SweepPlan } from '../api/results.js';
import type { RunRecord } from '@thaw/tracker';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 20)));
afterAll(() => images.remove());

const inStore = () => ['--store', join(images.folder, 'store')];

/** Two cuts. */
const phases = [
  '--set',
  'phases=[{ name: extract, epochs: 1 }, { name: tune, trainable: { from: block_16_expand }, epochs: 1 }]',
];
const copies = ['--set', 'data.augment={ flip: horizontal, variants: 2 }'];

/** How many images a sweep has computed, by what it was computing. */
async function sweep(...args: readonly string[]): Promise<Record<string, number>> {
  const { code, stdout, stderr } = await images.thaw('sweep', 'store', [...phases, '--json', ...args]);
  expect(code, stderr).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; unit?: string; label: string; done: number });
  const passes = events.filter(
    ({ type, unit, label }) => type === 'progress' && unit === 'images' && label.includes('features'),
  );
  return Object.fromEntries(passes.map(({ label, done }) => [label, done]));
}

it('computes only images that are new, whatever becomes of the others, and all with the same bits', async () => {
  expect(await sweep()).toEqual({ 'features of mobilenetv2': 40 });

  await images.draw('a/100.png', 0, 100);
  await images.draw('b/100.png', 1, 101);
  const planned = await images.thaw('plan', 'store', phases);
  expect(planned.stdout.match(/2 of 42 images to compute/g)).toHaveLength(2);
  const json = JSON.parse((await images.thaw('plan', 'store', [...phases, '--json'])).stdout) as SweepPlan;
  expect(json.stages.flatMap((stage) => stage.images ?? [])).toEqual(
    Array(2).fill({ stored: 40, total: 42 }),
  );
  expect(await sweep()).toEqual({ 'features of mobilenetv2, 40 stored': 2 });

  // Of the first run's images there are others now; those of the second have the bits that they were stored with.
  const runs = JSON.parse((await thaw(['runs', '--json', ...inStore()])).stdout) as RunRecord[];
  const grown = runs.find(({ id }) => json.runs.some((run) => run.id === id))!;
  const verified = await thaw(['verify', grown.id, ...inStore()]);
  expect(verified.code, verified.stderr).toBe(0);
  expect(verified.stdout).toContain('the bits agree');

  await rm(join(images.root, 'a', '3.png'));
  expect(await sweep()).toEqual({});

  // What the smaller dataset has computed again the larger one misses only where it has to read it, and is told why.
  expect(await sweep('--recompute', 'features')).toEqual({ 'features of mobilenetv2': 41 });
  await images.draw('a/3.png', 0, 3);
  const missesNone = await images.thaw('plan', 'store', phases);
  expect(missesNone.stdout).not.toContain('images to compute');
  expect(missesNone.stdout).toMatch(/ in (\d+) stages \([^)]*\), \1 stored already/);
  const longer = await images.thaw('plan', 'store', ['--set', 'phases=[{ name: extract, epochs: 2 }]']);
  expect(longer.stdout).toContain(
    '1 of 42 images to compute, again: their features were given up for space, for --recompute, or damaged',
  );
}, 120_000);

it('computes only copies of images that are new', async () => {
  const first = await sweep(...copies);
  await images.draw('b/101.png', 1, 102);
  const second = await sweep(...copies);
  const copiesIn = (passes: Record<string, number>) =>
    Object.entries(passes).find(([label]) => label.startsWith('augmented'))![1];
  expect(copiesIn(first)).toBeGreaterThan(50);
  // The new image may change which others are trained on: two copies of each that is new to training.
  expect(copiesIn(second)).toBeLessThan(10);
}, 120_000);
