import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { emoji, thaw } from './thaw.fixture.js';

/** Without dropout and augmentation nothing but rounding tells a cached training from one that passes the backbone. */
const spec = `
name: compared
data: { root: ${emoji.root}, manifest: few.csv, split: { validation: 0.3, test: 0.2 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - { name: extract, epochs: 2 }
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 2
    optimizer: { name: adamw, learningRate: 1e-4 }
tracking: { model: none }
sweep:
  parameters: { phases.fine-tune.optimizer.weightDecay: [0, 0.01] }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-no-sharing-test-'));
  const [header, ...images] = (await readFile(emoji.manifest, 'utf8')).trim().split('\n');
  const few = images.filter((_, index) => index % 5 === 0);
  await writeFile(join(folder, 'few.csv'), [header, ...few].join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function sweep(args: readonly string[]) {
  const file = join(folder, 'compared.yaml');
  await writeFile(file, spec);
  const { code, stdout, stderr } = await thaw(['sweep', '--json', '--spec', file, ...args], { cwd: folder });
  expect(code, stderr).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SweepEvent);
  return {
    losses: events.flatMap((event) =>
      event.type === 'epoch' ? [event.metrics['loss']!, event.metrics['val_loss']!] : [],
    ),
    ended: events.findLast((event) => event.type === 'sweep-ended')!,
  };
}

describe('a sweep without sharing', () => {
  it('computes every stage of every run, comes to the same losses to 1e-5, and leaves nothing behind', async () => {
    const shared = await sweep(['--store', join(folder, 'store')]);
    const separate = await sweep(['--no-sharing']);
    expect(shared.ended).toMatchObject({ computed: 8 });
    // One index, one decoding, two trainings and an evaluation for each of the two runs.
    expect(separate.ended).toMatchObject({ computed: 10 });
    expect(await readdir(folder)).toEqual(['compared.yaml', 'few.csv', 'store']);

    // The first phase was trained once, and is told once; separately it is trained and told twice.
    expect(shared.losses).toHaveLength(2 * (2 + 2 + 2));
    expect(separate.losses).toHaveLength(2 * (2 + 2 + 2 + 2));
    const expected = [...shared.losses.slice(0, 8), ...shared.losses.slice(0, 4), ...shared.losses.slice(8)];
    for (const [index, loss] of separate.losses.entries())
      expect(Math.abs(loss / expected[index]! - 1)).toBeLessThan(1e-5);
  });

  it('tells beforehand how long it will take, and afterwards how long it took', async () => {
    const { ended } = await sweep(['--store', join(folder, 'store'), '--set', 'seed=7']);
    expect(ended).toMatchObject({ expectedSeconds: expect.any(Number), seconds: expect.any(Number) });
  });
});
