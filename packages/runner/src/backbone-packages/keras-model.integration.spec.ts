import { own } from '@thaw/core';
import { loadBackbones } from '@thaw/execution/backbones';
import { provideWeights } from '@thaw/execution/weights';
import type { RunRecord } from '@thaw/tracker';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { openEngines } from '../parity/engines.fixture.js';

/** Made by Keras: `write-own-models.py`, `write-arithmetic-models.py` and `write-decoder-models.py` beside them. */
const models = fileURLToPath(new URL('../../../backbones/src/models', import.meta.url));
const file = 'own-model.keras';
/** The same in the layout of Keras 2. */
const older = 'own-model.h5';

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'thaw-model-')));
  await cp(join(models, file), join(folder, file));
});
afterAll(() => rm(folder, { recursive: true }));

const specWith = (backbone: string, trainable = '{ last: 2 }') => `
name: own
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: ${backbone}
phases:
  - { name: extract, epochs: 1 }
  - { name: fine-tune, trainable: ${trainable}, epochs: 1 }
`;
const thawed = (...args: readonly string[]) =>
  thaw([...args, '--store', join(folder, 'store')], { cwd: folder });
const succeed = async (...args: readonly string[]) => {
  const result = await thawed(...args);
  expect(result.code, result.stderr).toBe(0);
  return result.stdout;
};

describe('a model in a file as a backbone', () => {
  it.each([
    [file, 'own-model.json'],
    [older, 'own-model.json'],
    ['arithmetic.keras', 'arithmetic.json'],
    ['arithmetic.h5', 'arithmetic.json'],
    ['decoder.keras', 'decoder.json'],
    ['decoder.h5', 'decoder.json'],
    ['tfjs-model/model.json#preprocessing=tf', 'tfjs-model/activations.json'],
  ] as const)('computes what it was made to compute, at several layers of %s', async (name, reference) => {
    interface Reference {
      readonly every: number;
      readonly activations: Readonly<Record<string, { readonly values: readonly number[] }>>;
    }
    const text = await readFile(join(models, reference), 'utf8');
    const { every, activations } = JSON.parse(text) as Reference;
    const { loaded } = await loadBackbones([`./${name}`], models);
    const { backbone } = loaded[0]!;
    const [{ preprocessing }] = backbone.weights;
    const graph = backbone.build(40);
    const weights = await provideWeights({
      ...{ backbone, config: { file: join(models, name.split('#')[0]!) }, seed: 1 },
      ...{ cacheFolder: join(folder, 'cache'), kerasFolder: folder },
    });
    const outputs = Object.keys(activations);
    const extractor = await (
      await openEngines()
    ).portable.createExtractor({ graph, preprocessing, weights, outputs });
    const found = await extractor.extract(pattern(), 1);
    await extractor.dispose();
    const differences = outputs.map((name, index) => {
      const values = own(activations, name)!.values;
      const largest = Math.max(...values.map(Math.abs));
      return Math.max(...values.map((value, at) => Math.abs(value - found[index]![at * every]!))) / largest;
    });
    expect(differences.filter((difference) => !(difference < 1e-4))).toEqual([]);
  });

  it('is planned, swept with its own weights, and explained', async () => {
    await writeFile(join(folder, 'spec.yaml'), specWith(`{ model: ${file} }`));
    const plan = await succeed('plan', '--spec', 'spec.yaml');
    expect(plan).toContain(
      'own-model.keras: its output is top, 9 × 9 × 16, without top_dropout, pool and classes',
    );
    await succeed('sweep', '--spec', 'spec.yaml');
    const [run] = JSON.parse(await succeed('runs', '--json')) as [RunRecord];
    expect(run.status).toBe('finished');
    const explanation = await succeed('explain', run.id);
    expect(explanation).toMatch(new RegExp(`network +file://${join(folder, file)}\n`));
    expect(explanation).toMatch(/weights +file:[0-9a-f]{64}, /);
  });

  it('of TensorFlow.js is swept with the weights beside it, by which it is known', async () => {
    const model = join(folder, 'tfjs');
    await cp(join(models, 'tfjs-model'), model, { recursive: true });
    const backbone = '{ model: tfjs/model.json, preprocessing: tf }';
    await writeFile(join(folder, 'tfjs.yaml'), specWith(backbone, '{ from: top }').replace('own', 'tfjs'));
    await succeed('sweep', '--spec', 'tfjs.yaml');
    const weightsOf = async () => {
      const runs = JSON.parse(await succeed('runs', '--sweep', 'tfjs', '--json')) as readonly RunRecord[];
      expect(runs[0]!.status).toBe('finished');
      return /weights +(file:[0-9a-f]{64}), /.exec(await succeed('explain', runs[0]!.id))![1];
    };
    const sums = ['model.json', 'group1-shard1of2.bin', 'group1-shard2of2.bin'].map(async (name) =>
      createHash('sha256')
        .update(await readFile(join(model, name)))
        .digest('hex'),
    );
    const listed = (await Promise.all(sums)).map((sum) => `${sum}\n`).join('');
    expect(await weightsOf()).toBe(`file:${createHash('sha256').update(listed).digest('hex')}`);
    await rm(join(model, 'group1-shard2of2.bin'));
    const { stderr } = await thawed('plan', '--spec', 'tfjs.yaml');
    expect(stderr).toMatch(/THAW-WEIGHTS-NOT-FOUND\s.*model.json names files that are not beside it/);
    expect(stderr).toContain('without group1-shard2of2.bin');
  });

  it('tells all that is wrong with it where the spec names it', async () => {
    await writeFile(
      join(folder, 'wrong.yaml'),
      specWith(`\n  model: ${file}\n  output: topp`, '{ from: encoder/covn }'),
    );
    const { stderr } = await thawed('validate', '--spec', 'wrong.yaml');
    expect(stderr).toContain('wrong.yaml:5:10 THAW-BACKBONE-MODEL');
    expect(stderr).toContain('did you mean `top`?');
  });
});

/** As the reference has it. */
function pattern(): Uint8Array {
  const pixels = new Uint8Array(40 * 40 * 3);
  for (let row = 0; row < 40; row++)
    for (let column = 0; column < 40; column++)
      for (let channel = 0; channel < 3; channel++)
        pixels[(row * 40 + column) * 3 + channel] = (37 * row + 11 * column + 101 * channel) % 256;
  return pixels;
}
