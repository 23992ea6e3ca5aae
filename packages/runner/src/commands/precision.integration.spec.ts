import type { RunRecord } from '@thaw/tracker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

const spec = `
name: precise
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
batchSize: 16
phases:
  - { name: extract, epochs: 3 }
  - { name: fine-tune, trainable: { last: 2 }, epochs: 2, optimizer: { name: sgd, learningRate: 1e-3 } }
tracking: { model: none }
`;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-precision-'));
  file = join(folder, 'precise.yaml');
  await writeFile(file, spec);
});
afterAll(() => rm(folder, { recursive: true }));

const sweep = (...args: readonly string[]) =>
  thaw(['sweep', '--spec', file, '--store', join(folder, 'store'), ...args]);

describe('a sweep', () => {
  it('in bfloat16, or with activations computed again, learns what it learns in float32', async () => {
    const { code, stderr } = await sweep(
      ...['--set', 'sweep.parameters={ precision: [float32, bfloat16], memory: [keep, rematerialise] }'],
    );
    expect(code, stderr).toBe(0);
    const { stdout } = await thaw(['runs', '--json', '--store', join(folder, 'store')]);
    const runs = JSON.parse(stdout) as RunRecord[];
    const lossOf = (precision: string, memory: string) =>
      runs.find(({ name }) => name.includes(`precision=${precision}`) && name.includes(`memory=${memory}`))!
        .metrics['val_loss'] as number;
    const loss = lossOf('float32', 'keep');
    expect(Math.abs(lossOf('float32', 'rematerialise') / loss - 1)).toBeLessThan(1e-5);
    expect(lossOf('bfloat16', 'keep')).not.toBe(loss);
    expect(Math.abs(lossOf('bfloat16', 'keep') / loss - 1)).toBeLessThan(0.03);
    expect(Math.abs(lossOf('bfloat16', 'rematerialise') / loss - 1)).toBeLessThan(0.03);
  }, 120_000);

  it('is refused before it starts where the backend knows neither, with both reasons', async () => {
    const { code, stderr } = await sweep(
      ...[
        '--backend',
        'wasm',
        '--set',
        'seed=9',
        '--set',
        'precision=bfloat16',
        '--set',
        'memory=rematerialise',
      ],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('what computes does not know precision: bfloat16');
    expect(stderr).toContain('what computes does not know memory: rematerialise');
  });

  it('takes how TensorFlow is to use the machine', async () => {
    const { code, stderr } = await sweep(
      '--threads',
      '1',
      '--deterministic',
      '--set',
      'phases.fine-tune.trainable=none',
      '--set',
      'seed=9',
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('CPU, 1 thread)');
  });
});
