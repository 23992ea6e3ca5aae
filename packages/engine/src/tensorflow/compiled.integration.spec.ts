import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine } from '@thaw/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiledEngine } from '../contract/compiled-engine.fixture.js';
import { relativeError } from '../contract/expect-close.fixture.js';
import { trainerContract } from '../contract/trainer-contract.fixture.js';
import { CompiledCode, compileEnvironment } from '../native/compiled-code.js';
import { loadTensorflowBackend, type TensorflowBackend } from '../native/load.js';
import { sharedCache, sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

let cacheFolder: string;
let library: Awaited<ReturnType<typeof sharedLibrary>>;
beforeAll(async () => {
  library = await sharedLibrary();
  cacheFolder = await mkdtemp(join(tmpdir(), 'thaw-compiled-'));
  await symlink(join(sharedCache, 'tensorflow'), join(cacheFolder, 'tensorflow'));
});
afterAll(() => rm(cacheFolder, { recursive: true }));

/** Two steps, with a normalisation that trains and dropout, in a process of their own. */
const training = `
  import { addHead, GraphBuilder, initialWeights } from '@thaw/core';
  import { openEngine } from '@thaw/engine';

  const [cacheFolder, compile] = process.argv.slice(1);
  const builder = new GraphBuilder('network');
  const input = builder.input('images', [6, 6, 3]);
  const convolution = { filters: 4, kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false };
  const convolved = builder.add('Conv2D', 'conv', { ...convolution, activation: 'linear' }, input);
  const normalized = builder.add('BatchNormalization', 'bn', { epsilon: 1e-3, momentum: 0.9 }, convolved);
  const graph = addHead(builder.build(normalized), { pool: 'avg', hidden: [], dropout: 0.4 }, 3);
  const layers = graph.layers.map(({ name }) => name);
  const engine = await openEngine({ backend: 'tensorflow', device: 'cpu', cacheFolder, onNotice() {} });
  const trainer = await engine.createTrainer({
    ...{ graph, inputs: ['images'], weights: initialWeights(graph, 1, new Set(layers)), batchNorm: 'train' },
    preprocessing: { channels: 'RGB', mean: [127, 127, 127], std: [127, 127, 127] },
    trainable: layers,
    optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
    labelSmoothing: 0.1,
    ...(compile === 'always' && { compile }),
  });
  const images = Uint8Array.from({ length: 4 * 6 * 6 * 3 }, (_, index) => (index * index * 7919) % 251);
  const batch = { inputs: [images], labels: Int32Array.of(1, 2, 0, 1), size: 4 };
  const losses = [];
  for (let seed = 0; seed < 2; seed++)
    losses.push((await trainer.step(batch, { learningRate: 0.01, seed })).loss);
  const { weights } = await trainer.exportState();
  await trainer.dispose();
  console.log(JSON.stringify({ losses, weights: [...weights].map(([path, { data }]) => [path, [...data]]) }));
`;

interface Trained {
  readonly losses: readonly number[];
  readonly weights: readonly (readonly [path: string, values: readonly number[]])[];
}

async function train(compile: 'off' | 'always'): Promise<Trained> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', training, cacheFolder, compile],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  return JSON.parse(stdout) as Trained;
}

/** What is kept, without checksums. */
async function kept(): Promise<readonly string[]> {
  const folder = join(cacheFolder, 'compiled');
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('.pb')).map((file) => join(folder, file));
}

/** Which files these are, and when they were written. */
const writes = (files: readonly string[]) =>
  Promise.all(
    files.map(async (file) => {
      const { ino, mtimeMs } = await stat(file);
      return { file, ino, mtimeMs };
    }),
  );

describe('What XLA compiles', () => {
  it('has the same bits whether it was just compiled, was kept, or was kept and damaged, and nearly those of what is not', async () => {
    const plain = await train('off');
    expect(await kept()).toEqual([]);
    const compiled = await train('always');
    const files = await kept();
    expect(files.length).toBeGreaterThan(0);
    const written = await writes(files);

    expect(await train('always')).toEqual(compiled);
    // It was found: compiled anew it would have been written anew.
    expect(await kept()).toEqual(files);
    expect(await writes(files)).toEqual(written);
    for (const file of files) await truncate(file, 1000);
    expect(await train('always')).toEqual(compiled);
    for (const { ino, mtimeMs } of await writes(files))
      expect(written).not.toContainEqual(expect.objectContaining({ ino, mtimeMs }));

    expect(compiled).not.toEqual(plain);
    // Dropout draws the same, and all else is rounded otherwise.
    expect(relativeError(compiled.losses, plain.losses)).toBeLessThan(1e-5);
    for (const [index, [path, values]] of plain.weights.entries())
      expect(relativeError(compiled.weights[index]![1], values), path).toBeLessThan(1e-4);
  });
});

describe('The engine, compiled,', () => {
  let binding: TensorflowBackend['binding'];
  let engine: Engine;
  beforeAll(async () => {
    const code = await CompiledCode.open(join(cacheFolder, 'compiled'), 'contract');
    // Read once in the life of a process, when TensorFlow first compiles.
    Object.assign(process.env, await compileEnvironment(code, {}));
    ({ binding } = await loadTensorflowBackend(library));
    engine = compiledEngine(createTensorflowEngine({ binding, description: '', code }));
  });
  afterAll(() => engine.dispose());

  trainerContract(
    () => engine,
    () => binding.held(),
  );
});
