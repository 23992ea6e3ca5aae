import { stageVersions, type StageKind } from '@thaw/core';
import { copyRows, FeatureReader, imageRows, readDataset } from '@thaw/execution/stages';
import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

/** Something of all that a stage's version stands for: order, split, augmentation, dropout, optimizers, schedules. */
const spec = `
name: golden
data:
  root: ${emoji.root}
  manifest: ${emoji.manifest}
  split: { validation: 0.2, test: 0.1 }
  augment: { flip: horizontal, rotate: 20, zoom: 0.1, shift: 0.1, brightness: 0.1, contrast: 0.1, variants: 1 }
backbone: { name: efficientnet-lite0, imageSize: 64 }
head: { hidden: [32], dropout: 0.3 }
loss: { labelSmoothing: 0.1, classWeights: balanced }
batchSize: 16
phases:
  - name: extract
    epochs: 2
    optimizer: { name: adam, learningRate: 1e-3, schedule: { name: cosine, warmupEpochs: 1 } }
  - name: fine-tune
    trainable: { from: block7a_expand_conv }
    epochs: 1
    optimizer: { name: sgd, momentum: 0.9, nesterov: true, learningRate: 1e-3 }
`;

/**
 * What TensorFlow 2.21 computed on x86-64 when the versions were last raised; and, of copies and what is trained on them,
 * since they are drawn from the content of images: that is in their keys, so that no version had to be raised.
 */
const golden = {
  versions: { dataset: 1, features: 1, train: 1, evaluate: 1, model: 1, score: 1 },
  dataset: { classes: 6, images: 240, last: '2763-fe0f.png' },
  features: { original: [0.83823, 0.5575, 0.78407], augmented: [1.00153, 0.89935, 0.82693] },
  train: { loss: [2.5311, 1.72117, 1.5223], val_loss: [1.73341, 1.54741, 1.50477] },
  evaluate: { test_loss: 1.5703 },
};

/** Other processors round otherwise; a change of what is computed is rarely this small. */
const tolerance = 2e-3;

let folder: string;
let store: FileStageStore;
let run: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-golden-'));
  await writeFile(join(folder, 'golden.yaml'), spec);
  const { code, stderr } = await thaw(['sweep', '--spec', join(folder, 'golden.yaml'), '--store', folder]);
  expect(code, stderr).toBe(0);
  [run] = JSON.parse((await thaw(['runs', '--json', '--store', folder])).stdout) as [RunRecord];
  store = new FileStageStore({ folder, onDamage: () => {} });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** Equal to within rounding; if not, says what to do if the change was meant. */
function expectStored(kind: StageKind, found: readonly number[], expected: readonly number[]): void {
  const differences = found.map((value, index) => Math.abs(value / expected[index]! - 1));
  const isEqual = found.length === expected.length && differences.every((each) => each < tolerance);
  const reminder =
    `what ${kind} stages compute has changed, to ${JSON.stringify(found)}; ` +
    `if that was meant, raise stageVersions.${kind} (docs/stages.md), then the numbers here`;
  expect(isEqual, reminder).toBe(true);
}

const keysOf = (kind: StageKind) => run.stages.filter((stage) => stage.kind === kind).map(({ key }) => key);

describe('a stage computes what it did when its version was last raised', () => {
  it('and these are the versions', () => {
    expect(stageVersions).toEqual(golden.versions);
  });

  it('dataset', async () => {
    const { classes, images } = await readDataset(store, keysOf('dataset')[0]!);
    expect({ classes: classes.length, images: images.length, last: images.at(-1)!.path }).toEqual(
      golden.dataset,
    );
  });

  it('features, also of augmented images', async () => {
    const index = await readDataset(store, keysOf('dataset')[0]!);
    const split = { validation: 0.2, test: 0.1, seed: 42 };
    const rows = [imageRows(index), copyRows(index, { variants: 1, split })];
    const [original, augmented] = await Promise.all(
      keysOf('features')
        .slice(0, 2)
        .map(async (key, place) => {
          const reader = await FeatureReader.open(store, { kind: 'features', key }, rows[place]!);
          const images = await Promise.all([5, 60, 120].map((row) => reader.read([row])));
          await reader.close();
          return images.map(
            ([values]) => [...values!].reduce((sum, value) => sum + value, 0) / values!.length,
          );
        }),
    );
    expectStored('features', augmented!, golden.features.augmented);
    expectStored('features', original!, golden.features.original);
  });

  it('train', () => {
    expectStored('train', run.history['loss'] as number[], golden.train.loss);
    expectStored('train', run.history['val_loss'] as number[], golden.train.val_loss);
  });

  it('evaluate', () => {
    expectStored('evaluate', [run.metrics['test_loss'] as number], [golden.evaluate.test_loss]);
  });
});
