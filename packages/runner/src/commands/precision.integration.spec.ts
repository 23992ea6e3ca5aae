import { cacheFolder } from '@thaw/execution/environment';
import type { TakenSettings } from '@thaw/core';
import type { RunRecord } from '@thaw/tracker';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepPlan } from '../api/results.js';
import { emoji, thaw } from './thaw.fixture.js';

const spec = `
name: precise
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: efficientnet-lite0, imageSize: 32 }
batchSize: 16
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, trainable: { last: 2 }, epochs: 1, optimizer: { name: sgd, learningRate: 1e-3 } }
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
    const { id } = runs.find(({ name }) => name.includes('precision=bfloat16'))!;
    const where = ['--store', join(folder, 'store'), '--backend', 'wasm'];
    const told = await thaw(['predict', join(emoji.root, '1f34e.png'), '--run', id, ...where]);
    expect(told.stderr).toMatch(/ was trained in bfloat16, which wasm .* predicts in float32/);
    expect(told.stdout).toContain('1f34e.png');
  }, 120_000);

  it('measures what precision: auto is for its own shapes, once, says so, and computes nothing when it is run again', async () => {
    // What this machine has decided before is another test's.
    const cache = join(folder, 'cache');
    await mkdir(cache);
    for (const name of ['tensorflow', 'weights'])
      await symlink(join(cacheFolder(process.env), name), join(cache, name));
    const auto = (command: string, ...args: readonly string[]) =>
      thaw([command, '--spec', file, '--set', 'precision=auto', '--store', join(folder, 'store'), ...args], {
        env: { THAW_CACHE: cache },
      });
    expect((await auto('plan')).stdout).toContain(
      'precision: auto is not decided here for efficientnet-lite0 at 32 px, and planned as float32',
    );
    const first = await auto('sweep');
    expect(first.code, first.stderr).toBe(0);
    const said =
      /precision: auto is (float32|bfloat16) for efficientnet-lite0 at 32 px: \S+ s against (?:over )?\S+ s with \w+, by steps measured [\d-]+/;
    const [line, taken] = said.exec(first.stderr)!;
    const plan = JSON.parse((await auto('plan', '--json')).stdout) as SweepPlan;
    expect(plan.measured).toMatchObject([
      {
        settings: ['precision'],
        network: { name: 'efficientnet-lite0', imageSize: 32 },
        taken: { values: { precision: taken, compile: 'off' } },
      },
    ]);
    const [run] = plan.runs;
    expect(run!.precision).toBe(taken);
    const again = await auto('sweep');
    expect(again.stderr).not.toContain('by steps measured');
    expect(again.stderr).toContain('nothing to compute');
    // Another loss asks nothing anew, and has stages of its own.
    const other = await auto('sweep', '--set', 'loss.labelSmoothing=0.1', '--set', 'phases.extract.epochs=1');
    expect(other.stderr).not.toContain('by steps measured');
    const { stdout: journaled } = await thaw(['runs', '--json', '--store', join(folder, 'store')]);
    const smoothed = (JSON.parse(journaled) as RunRecord[]).find(
      ({ params }) => params['loss.labelSmoothing'] === 0.1,
    )!;
    expect(smoothed.params).toMatchObject({ 'precision.auto': 'measured' });
    const explained = await thaw(['explain', smoothed.id, '--store', join(folder, 'store')]);
    expect(explained.stdout).toContain(line);

    // Whatever is faster here: what is kept is what is planned, in keys too.
    const answers = join(cache, 'calibration', 'taken');
    const answer = join(answers, (await readdir(answers))[0]!);
    // Written by hand it has no checksum.
    const { sum: _, ...kept } = JSON.parse(await readFile(answer, 'utf8')) as TakenSettings & { sum: string };
    const turned = taken === 'float32' ? 'bfloat16' : 'float32';
    await writeFile(answer, JSON.stringify({ ...kept, values: { ...kept.values, precision: turned } }));
    const turnedPlan = JSON.parse((await auto('plan', '--json')).stdout) as SweepPlan;
    expect(turnedPlan.runs[0]!.precision).toBe(turned);
    expect(turnedPlan.stages.map(({ key }) => key)).not.toEqual(plan.stages.map(({ key }) => key));
    expect((await auto('plan')).stdout).toContain(`precision: auto is ${turned} for`);
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
