import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { weightsFormatOf, type Weights } from '@thaw/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backbones, type BackboneName } from '../../registry.js';
import { readWeights } from '../read-weights.js';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

type File = readonly [BackboneName, string, string];

/** What `npm run parity` has written besides: a network of each other family, in each format. */
const families: readonly BackboneName[] = [
  'resnet50v2',
  'inceptionv3',
  'inceptionresnetv2',
  'densenet121',
  'mobilenet',
  'mobilenetv3small',
  'nasnetmobile',
  'efficientnetb0',
  'efficientnetv2b0',
  'convnexttiny',
];
const ofFamilies = families.flatMap((network): readonly File[] => [
  [network, 'keras2.h5', "with Keras 2's names of weights"],
  [network, 'alone.weights.h5', 'by save_weights'],
  [network, 'flat.keras', 'by save, with a classifier'],
]);

const files: readonly File[] = [
  ...(process.env['THAW_KERAS'] === 'live' ? ofFamilies : []),
  ['mobilenetv2', 'legacy.h5', 'by the legacy writer, weights alone'],
  ['mobilenetv2', 'keras2.h5', "with Keras 2's names of weights"],
  ['mobilenetv2', 'flat.h5', 'as a whole model with a classifier'],
  ['mobilenetv2', 'nested.h5', 'frozen, as one layer of a model'],
  ['mobilenetv2', 'alone.weights.h5', 'by save_weights'],
  ['mobilenetv2', 'nested.weights.h5', 'by save_weights, as one layer of a model'],
  ['mobilenetv2', 'nameless.weights.h5', 'by save_weights of an older Keras 3'],
  ['mobilenetv2', 'alone.keras', 'by save'],
  ['mobilenetv2', 'flat.keras', 'by save, with a classifier'],
  ['mobilenetv2', 'nested.keras', 'by save, as one layer of a model'],
  ['xception', 'keras2.h5', "with Keras 2's names of weights"],
  ['xception', 'nameless.weights.h5', 'by save_weights of an older Keras 3'],
  ['xception', 'nested.keras', 'with layers named second in a session'],
  ['resnet50', 'legacy.h5', 'by the legacy writer, weights alone'],
  ['resnet50', 'alone.weights.h5', 'by save_weights'],
  ['resnet50', 'flat.keras', 'by save, with a classifier'],
  ['vgg16', 'nested.h5', 'frozen, as one layer of a model'],
  ['convnexttiny', 'legacy.h5', 'with layers in models of their own'],
  ['convnexttiny', 'nested.weights.h5', 'with layers in models of their own, in a model'],
  ['efficientnetb0', 'alone.keras', 'with a count'],
];

describe('weight files that Keras wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-keras-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const [python] = execFileSync('node', [pathOf('../../../../../tools/keras/setup.mjs')], {
      encoding: 'utf8',
    }).split('\n');
    const names = files.map(([network, variant]) => `${network}-${variant}`);
    execFileSync(python!, [pathOf('write-keras-files.py'), folder, ...names], {
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
      stdio: 'pipe',
    });
  }, 600_000);

  it.each(files)('are read as Keras holds the weights: %s-%s, %s', async (network, variant) => {
    const file = `${network}-${variant}`;
    const graph = backbones[network].build(backbones[network].minimumImageSize);
    const format = weightsFormatOf(file)!;
    const weights = await readWeights(readFileSync(join(folder, file)), { graph, format, file });
    expect(differences(weights, join(folder, network))).toEqual([]);
  });
});

/** Names of weights that are not bit for bit those of `STEM.json` and `STEM.bin`, or on one side only. */
function differences(weights: Weights, stem: string): string[] {
  const list = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as [string, number[]][];
  const bytes = readFileSync(`${stem}.bin`);
  let offset = 0;
  const wrong = list.filter(([name, shape]) => {
    const length = 4 * shape.reduce((size, dimension) => size * dimension, 1);
    const expected = bytes.subarray(offset, (offset += length));
    const found = weights.get(name);
    if (found?.shape.join() !== shape.join()) return true;
    return !expected.equals(new Uint8Array(found.data.buffer, found.data.byteOffset, found.data.byteLength));
  });
  const listed = new Set(list.map(([name]) => name));
  return [...wrong.map(([name]) => name), ...[...weights.keys()].filter((name) => !listed.has(name))];
}
