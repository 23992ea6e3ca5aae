import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji } from '../commands/thaw.fixture.js';
import { root } from './documented-commands.fixture.js';

const run = promisify(execFile);
const bench = join(root, 'bench');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-bench-'));
  const rows = (await readFile(emoji.manifest, 'utf8')).trim().split('\n');
  await writeFile(join(folder, 'some.csv'), rows.filter((_, row) => row % 12 === 0).join('\n'));
  await writeFile(join(folder, 'small.yaml'), smallSpec);
});
afterAll(() => rm(folder, { recursive: true }));

const smallSpec = `
name: small
data: { root: ${emoji.root}, manifest: some.csv, split: { validation: 0.4 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
batchSize: 8
phases: [{ name: extract, epochs: 1 }]
`;

const step = '--backbone mobilenetv2 --size 32 --batch 2 --seconds 0.1';
/** The smallest of what each measures, and what it prints then. */
const smallest: readonly (readonly [script: string, args: string, printed: RegExp])[] = [
  ['growth.mjs', 'runs --runs 1 --scratch', /1 runs: plan .* outside stages/],
  [
    'added.mjs',
    '--backbone mobilenetv2 --size 32 --images 60 --added 6',
    /\| images computed \| 60 \| 6 \| 10.0 % \|/,
  ],
  [
    'exports.mjs',
    '--networks efficientnet-lite0 --formats onnx --size 32 --batch 2 --rounds 1',
    /\| ONNX, onnxruntime \| [\d.]+e-[789] \|[^]*\| Thaw's engine \| [\d.]+ \|/,
  ],
  [
    'folds.mjs',
    '--spec FOLDER/small.yaml --folds 2 --rounds 1',
    /\| passes of images through the backbone \| 1 \| +1 \|/,
  ],
  [
    'gpu.mjs',
    '--alone --small --seconds 0.1 --only (^extract.*float32|float32.against)',
    /extract mobilenetv2 32 2 float32 \| img\/s [\d.]+[^]*features 0\.0e\+0 · losses 0\.0e\+0/,
  ],
  [
    'rank.mjs',
    '--every 24 --networks= --random mobilenetv2,efficientnet-lite0 --sizes 32 --folds 2',
    /\| head, validation \| knn \| -?[\d.]+ \|/,
  ],
  ['heads.mjs', '--runs 1', /1 runs, [\d.]+ ms a run; [\d.]+ of them in stages/],
  [
    'inputs.mjs',
    '--backbone efficientnet-lite0 --images 4 --rounds 1',
    /weights: [\d.]+ s\n4 images: [\d.]+ s/,
  ],
  ['reading.mjs', '--rows 40 --numbers 8 --nights 2 --epochs 1', /2 passes +opened in +\d+ ms/],
  ['predict.mjs', '--images 24 --backbone mobilenetv2 --size 32', /\| 24 \| predict \| [\d.]+ \|/],
  ['memory.mjs', '--size 32 mobilenetv2', /mobilenetv2 +all +\d+ +\d+ +\d/],
  [
    'overlap.mjs',
    '--backbone mobilenetv2 --size 32 --images 64 --rounds 1',
    /both, TensorFlow .* of the longer/,
  ],
  ['plan.mjs', '10', /10 +[\d.]+ +[\d.]+\n$/],
  [
    'search.mjs',
    '--scratch --seeds 1 --evaluations 25 --methods tpe,random --only branin',
    /\| branin 2d \| \d/,
  ],
  [
    'search-cost.mjs',
    '--scratch --seeds 1 --hours 0.02 --only aware',
    /\| tpe, cost: aware +\| \d+\.\d\d \(/,
  ],
  ['search-fronts.mjs', '--scratch --seeds 1 --methods tpe --only ZDT1', /\| tpe +\| 0\.\d/],
  ['sharing.mjs', 'FOLDER/small.yaml', /\| 1 runs \|[^]*\| stages \| 4 \| \d/],
  ['soak.mjs', '4', /4 runs, exit code 0;[^]*growth a run: -?\d+ KiB/],
  ['stopping.mjs', '--scratch --seeds 2', /\| curve +\| 0\.\d/],
  ['thousands.mjs', '--runs 2 --rounds 1', /\| sweep, unchanged \| [\d.]+, [\d.]+ \|/],
  ['thaw/extract.mjs', step, /"imagesPerSecond":\d/],
  ['thaw/train.mjs', step, /"imagesPerSecond":\d/],
  ['tracking.mjs', 'rate --rounds 1 --small', /ratio of the medians: \d/],
];

describe('a benchmark', () => {
  it.each(smallest)('%s %s measures', async (script, args, printed) => {
    const words = args.replace('FOLDER', folder).split(' ');
    const { stdout } = await run(process.execPath, [join(bench, script), ...words]);
    expect(stdout).toMatch(printed);
  });

  it('finds what it imports, where it needs Keras', async () => {
    const { stdout } = await run(process.execPath, [join(bench, 'compare.mjs'), '--only', '^$']);
    expect(stdout).toBe('');
    await expect(run(process.execPath, [join(bench, 'job.mjs'), '--small'])).rejects.toThrow(
      /give --scratch/,
    );
  });

  it('is run here, or is a part of one that is', async () => {
    const scripts = (await readdir(bench)).filter((name) => name.endsWith('.mjs'));
    const run = ['compare.mjs', 'job.mjs', 'render.mjs', ...smallest.map(([script]) => script)];
    const parts = ['emoji.mjs', 'processes.mjs', 'statistics.mjs'];
    expect(scripts.filter((name) => !run.includes(name))).toEqual(parts);
  });
});
