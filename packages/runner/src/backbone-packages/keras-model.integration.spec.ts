import { own } from '@thaw/core';
import { readWeights } from '@thaw/backbones';
import { loadBackbones } from '@thaw/execution/backbones';
import type { RunRecord } from '@thaw/tracker';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { openEngines } from '../parity/engines.fixture.js';

/** Made by Keras: `write-own-models.py` and `write-arithmetic-models.py` beside them. */
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

describe('a model of Keras as a backbone', () => {
  it.each([
    [file, 'keras', 'own-model.json'],
    [older, 'keras-h5', 'own-model.json'],
    ['arithmetic.keras', 'keras', 'arithmetic.json'],
    ['arithmetic.h5', 'keras-h5', 'arithmetic.json'],
  ] as const)('computes what Keras computes, at three layers of %s', async (file, format, reference) => {
    interface Reference {
      readonly every: number;
      readonly activations: Readonly<Record<string, { readonly values: readonly number[] }>>;
    }
    const text = await readFile(join(models, reference), 'utf8');
    const { every, activations } = JSON.parse(text) as Reference;
    const { loaded } = await loadBackbones([`./${file}`], models);
    const { backbone } = loaded[0]!;
    const [{ preprocessing, names }] = backbone.weights;
    const graph = backbone.build(40);
    const weights = await readWeights(await readFile(join(models, file)), {
      ...{ graph, file, format, names: [names!] },
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
