import type { SweepPlan } from '../api/results.js';
import { latestCalibration, thisCpu, writeCalibration } from '@thaw/execution/calibration';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-plan-'))));
afterAll(() => rm(folder, { recursive: true }));

const spec = (dropouts: readonly number[], rates: readonly number[]) => `
name: planned
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.25 } }
backbone: { name: xception, weights: random, imageSize: 150 }
phases:
  - { name: extract, epochs: 10 }
  - { name: fine-tune, trainable: { from: block14_sepconv1 }, epochs: 3 }
sweep:
  parameters:
    head.dropout: [${dropouts}]
    phases.fine-tune.optimizer.learningRate: [${rates}]
`;

async function plan(text: string, args: readonly string[] = []) {
  const file = join(folder, 'planned.yaml');
  await writeFile(file, text);
  const env = { THAW_CACHE: join(folder, 'cache') };
  const result = await thaw(['plan', '--spec', file, '--store', join(folder, 'store'), ...args], { env });
  expect(result.code, result.stderr).toBe(0);
  return result.stdout;
}
const twelve = spec([0, 0.2, 0.4, 0.6], [1e-5, 3e-5, 1e-4]);

describe('thaw plan', () => {
  it('draws what is shared as a tree, with memory and disk, and does not guess a time', async () => {
    expect((await plan(twelve)).split('\nrun ')[0]).toMatchInlineSnapshot(`
      "planned: 12 runs in 31 stages (72 without sharing), none stored yet

      stages                                                           runs    memory      disk
      index of 240 images                                               ×12             36.0 kB
      ├─ features of xception at head_pool                              ×12    1.2 GB    2.0 MB
      │  └─ 4 × extract, 10 epochs above head_pool, by dropout           ×3  443.5 MB  606.1 kB
      │     └─ 12 × fine-tune, 3 epochs above add_11, by learningRate    ×1  917.0 MB  684.6 MB
      │        └─ 12 × evaluation on validation images                   ×1  751.1 MB    4.8 kB
      └─ features of xception at add_11                                 ×12    1.2 GB   24.6 MB
      to compute, in all                                                       1.2 GB  711.8 MB

      6.22 TFLOP. How long they take is not known yet: the first sweep measures this machine.

      extract trains 12,294 of 20,873,774 parameters
        cut at head_pool: the deepest point below head_logits
      fine-tune trains 4,753,926 of 20,873,774 parameters
        cut at add_11: the deepest point below block14_sepconv1
      "
    `);
  });

  it('says where single precision is TensorFloat-32, and that --cpu is exact', async () => {
    const programs = join(folder, 'programs');
    await mkdir(programs);
    const gpu = 'NVIDIA H100 80GB HBM3, 550.54.15, 81559, 80990, 9.0, GPU-1';
    await writeFile(join(programs, 'nvidia-smi'), `#!/bin/sh\necho '${gpu}'\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const precisionsOf = async (...args: string[]) => {
      const { runs } = JSON.parse(await plan(spec([0], [1e-5]), [...args, '--json'])) as {
        runs: { precision: string }[];
      };
      return runs.map(({ precision }) => precision);
    };
    expect(await precisionsOf()).toEqual(['tensorfloat32']);
    expect(await precisionsOf('--set', 'precision=float32')).toEqual(['float32']);
    expect(await precisionsOf('--cpu')).toEqual(['float32']);
    expect(await plan(spec([0], [1e-5]))).toContain('In tensorfloat32, off by about 1e-3');
    expect(await plan(spec([0], [1e-5]), ['--backend', 'wasm'])).not.toContain('tensorfloat32');
  });

  it('tells the time once this machine was measured', async () => {
    const work = { matrixFlops: 1e11, depthwiseFlops: 1e10, elementBytes: 1e10 };
    const measured = {
      machine: { engine: 'portable', backend: 'tensorflow', description: 'tensorflow 2.21.0', ...thisCpu() },
      speed: {
        forward: work,
        training: work,
        secondsPerStep: 0.001,
        secondsPerStage: 0.1,
        secondsPerLayer: 0,
        decodesBeside: false,
        secondsPerImage: 0.005,
        secondsPerImageByte: 0,
        secondsPerAugmentedPixel: 1e-7,
        secondsPerWrite: 0.001,
        diskBytes: 5e8,
      },
      isQuiet: true,
      ratios: {},
      usedMs: 1,
    };
    await writeCalibration(join(folder, 'cache'), measured);
    expect(await latestCalibration(join(folder, 'cache'))).toBeDefined();
    const drawn = await plan(twelve);
    expect(drawn).toMatch(/^stages +runs +time +memory +disk$/m);
    expect(drawn).toMatch(/12 × fine-tune.* ×1 +\d+ (s|min)/);
    expect(drawn).toMatch(/^Times as measured with tensorflow 2.21.0.$/m);
    expect(drawn).toMatch(/^In all \d+ s to \d+ min, by how far estimates were off before.$/m);
    const { estimate, stages } = JSON.parse(await plan(twelve, ['--json'])) as {
      estimate: { seconds: number; secondsRange: [number, number] };
      stages: { estimate: { seconds: number } }[];
    };
    expect(estimate.secondsRange).toEqual([
      expect.closeTo(0.4 * estimate.seconds),
      expect.closeTo(2.5 * estimate.seconds),
    ]);
    expect(stages.reduce((sum, each) => sum + each.estimate.seconds, 0)).toBeCloseTo(estimate.seconds);

    // How fast one is beside others has to be measured beside them.
    expect(await plan(twelve, ['--workers', '4'])).toContain('the first sweep with 4 workers measures');
    const machine = { ...measured.machine, workers: 4 };
    await writeCalibration(join(folder, 'cache'), { ...measured, machine });
    expect(await plan(twelve, ['--workers', '4'])).toMatch(/^4 workers take .+ for it together.$/m);
    const { together } = JSON.parse(await plan(twelve, ['--workers', '4', '--json'])) as SweepPlan;
    expect(together).toMatchObject({ workers: 4 });
    // The features first, which all wait for.
    expect(together!.seconds).toBeLessThan(0.7 * estimate.seconds);
    expect(together!.seconds).toBeGreaterThan(0.25 * estimate.seconds);
    // Of the same machine, one by itself is as before.
    expect(await plan(twelve)).toBe(drawn);
  });

  it('stays a page, whatever the number of runs', async () => {
    const many = Array.from({ length: 30 }, (_, index) => index / 40);
    const rates = Array.from({ length: 30 }, (_, index) => (index + 1) * 1e-6);
    const lines = (await plan(spec(many, rates))).split('\n');
    expect(lines[0]).toMatch(/^planned: 900 runs in /);
    expect(lines.length).toBeLessThan(45);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

it('thaw plan says what a cluster is asked for, and claims no time of this machine for it', async () => {
  const text = `${twelve}launcher: { slurm: { time: "2:00:00", setup: "module purge\\nmodule load cuda" } }\n`;
  const about = ['--launcher', 'slurm', '--workers', '3'];
  const drawn = await plan(text, about);
  expect(drawn).toContain('6.22 TFLOP. How long they take depends on the nodes.\n');
  expect(drawn).toMatch(/\nAt most 3 workers of slurm, each asked for with mem \d+M, time 2:00:00\.\n/);
  const { estimate, cluster, together } = JSON.parse(await plan(text, [...about, '--json'])) as SweepPlan;
  expect(estimate).not.toHaveProperty('seconds');
  expect(together).toBeUndefined();
  expect(cluster).toMatchObject({ launcher: 'slurm', maxJobs: 3, asks: { time: '2:00:00' } });
});
