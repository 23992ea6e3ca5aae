import { backbones } from '@thaw/backbones';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import type { RunRecord } from '@thaw/tracker';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timmTensors } from '../parity/timm-networks.fixture.js';
import { emoji, thaw } from './thaw.fixture.js';

const name = 'vit_small_patch14_reg4_dinov2';
const repository = `timm/${name}.lvd142m`;
const spec = `
name: dinov2
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: ${name}, weights: { hub: ${repository} }, imageSize: 56 }
batchSize: 16
phases:
  - { name: extract, epochs: 1 }
  - { name: fine-tune, trainable: { last: 2 }, epochs: 1, optimizer: { name: adamw, learningRate: 1e-5 } }
sweep: { parameters: { phases.fine-tune.optimizer.learningRate: [1e-5, 1e-4] } }
tracking: { model: none }
`;

const commit = '0123456789abcdef0123456789abcdef01234567';

let folder: string;
/** The file lies as the hub's own library would have left it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-transformer-'));
  await writeFile(join(folder, 'dinov2.yaml'), spec);
  const cached = join(folder, 'hub', `models--${repository.replace('/', '--')}`);
  await mkdir(join(cached, 'refs'), { recursive: true });
  await writeFile(join(cached, 'refs/main'), commit);
  await mkdir(join(cached, 'snapshots', commit), { recursive: true });
  const model = encodeSafetensors(timmTensors(backbones[name]));
  await writeFile(join(cached, 'snapshots', commit, 'model.safetensors'), model);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (command: string, ...args: readonly string[]) =>
  thaw([command, '--store', join(folder, 'store'), ...args], {
    cwd: folder,
    env: { HF_HUB_CACHE: join(folder, 'hub'), HF_HUB_OFFLINE: '1' },
  });
const onSpec = (command: string, ...args: readonly string[]) =>
  run(command, '--spec', 'dinov2.yaml', ...args);

it('thaws the last two blocks of a DINOv2 from the hub, and computes what is below them once', async () => {
  const plan = await onSpec('plan');
  expect(plan.code, plan.stderr).toBe(0);
  expect(plan.stdout).toContain('head_pool');
  expect(plan.stdout).toContain('blocks.9.add2');

  const swept = await onSpec('sweep');
  expect(swept.code, swept.stderr).toBe(0);
  const runs = JSON.parse((await run('runs', '--json')).stdout) as RunRecord[];
  const losses = runs.map(({ metrics }) => metrics['val_loss'] as number);
  expect(losses).toHaveLength(2);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(losses[0]).not.toBe(losses[1]);

  expect((await run('explain', runs[0]!.id)).stdout).toContain(
    `From the hub: ${repository}, revision main, commit ${commit}.`,
  );

  const report = join(folder, 'report.html');
  const reported = await run('report', '--out', report);
  expect(reported.code, reported.stderr).toBe(0);
  expect(await readFile(report, 'utf8')).toContain('dinov2');
}, 300_000);

it('says which poolings and sizes of images there are for it', async () => {
  const wrong = await onSpec('validate', '--set', 'head.pool=map', '--set', 'backbone.imageSize=60');
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toContain('expected: auto, avg, max, flatten or token');
  expect(wrong.stderr).toContain('expected: a multiple of 14, 28 pixels or more');
}, 60_000);
