import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SweepPlan } from '../api/results.js';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 20)));
afterAll(() => images.remove());

/** Two cuts. */
const phases = [
  '--set',
  'phases=[{ name: extract, epochs: 1 }, { name: tune, trainable: { last: 1 }, epochs: 1 }]',
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
  expect(json.stages.flatMap((stage) => stage.images ?? [])).toEqual(Array(2).fill({ stored: 40, total: 42 }));
  expect(await sweep()).toEqual({ 'features of mobilenetv2, 40 stored': 2 });

  const verified = await thaw(['verify', '--store', join(images.folder, 'store'), '--json']);
  // The first run's images are others now; that of the second has the bits that it was stored with.
  expect(verified.stderr + verified.stdout).toContain('THAW-RUN-OTHER-INPUTS');
  const { stdout } = await images.thaw('runs', 'store', ['--json']).catch(() => ({ stdout: '' }));
  expect(stdout).toBe('');

  await rm(join(images.root, 'a', '3.png'));
  expect(await sweep()).toEqual({});
}, 120_000);
