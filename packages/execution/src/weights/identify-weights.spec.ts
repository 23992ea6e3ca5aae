import { backbones } from '@thaw/backbones';
import type { Backbone, ThawError, WeightsConfig } from '@thaw/core';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyWeights } from './identify-weights.js';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('identifying weights', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thaw-weights-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const identify = (config: WeightsConfig, backbone: Backbone = backbones.vgg16) =>
    identifyWeights({
      backbone,
      config,
      seed: 42,
      cacheFolder: join(folder, 'cache'),
      kerasFolder: join(folder, 'keras'),
    });
  const write = (name: string, content: string) => {
    mkdirSync(join(folder, 'keras'), { recursive: true });
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('names random weights by their seed', async () => {
    expect(await identify('random')).toEqual({ identity: 'random:42', source: 'random', available: true });
  });

  it('names a file by its content, and by the new one when it changes', async () => {
    const file = write('mine.keras', 'one');
    expect(await identify({ file })).toEqual({
      identity: `file:${sha256('one')}`,
      source: file,
      available: true,
    });
    expect(await identify({ file })).toMatchObject({ identity: `file:${sha256('one')}` });
    write('mine.keras', 'two');
    expect(await identify({ file })).toMatchObject({ identity: `file:${sha256('two')}` });
  });

  it('remembers no hash of a file that has changed just before, as its times may not tell of the next change', async () => {
    await identify({ file: write('mine.keras', 'one') });
    expect(existsSync(join(folder, 'cache', 'checksums'))).toBe(false);
  });

  it('names the official weights by their published checksum while they are nowhere', async () => {
    expect(await identify('imagenet')).toMatchObject({
      identity: 'imagenet:6d6bbae143d832006294945121d1f1fc',
      source: expect.stringMatching(/^https:.*vgg16_weights_tf_dim_ordering_tf_kernels_notop\.h5$/),
      available: false,
      published: { provenance: expect.stringContaining('Oxford'), licence: 'CC-BY-4.0' },
    });
  });

  it("passes over a file in Keras's folder with another content", async () => {
    write('keras/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5', 'not VGG16');
    expect(await identify('imagenet')).toMatchObject({ available: false });
  });

  it('prefers what is here to what comes first', async () => {
    const [imagenet] = backbones.xception.weights;
    const [official] = imagenet.sources;
    const content = 'stands for a mirror';
    const md5 = createHash('md5').update(content).digest('hex');
    const from = { kind: 'url', url: 'http://127.0.0.1:1/', fileName: 'mirror.h5', md5 } as const;
    const sources = [official!, { ...official!, official: false, from }];
    const backbone = { ...backbones.xception, weights: [{ ...imagenet, sources }] } as const;
    const source = write('keras/mirror.h5', content);
    expect(await identify('imagenet', backbone)).toMatchObject({
      identity: `imagenet:${md5}`,
      source,
      available: true,
    });
  });

  it('tells a file by its record where one is named, since the tensors that are read of it may be others', async () => {
    const file = write('mine.pth', 'one');
    expect(await identify({ file, record: 'teacher' })).toMatchObject({
      identity: `file:${sha256('one')}:teacher`,
    });
  });

  it.each<[string, WeightsConfig, Backbone, string]>([
    ['a file that is not there', { file: '/nowhere/x.h5' }, backbones.vgg16, 'THAW-WEIGHTS-NOT-FOUND'],
    ['a folder', { file: tmpdir() }, backbones.vgg16, 'THAW-WEIGHTS-NOT-FOUND'],
    ['a file of no known kind', { file: import.meta.filename }, backbones.vgg16, 'THAW-WEIGHTS-FORMAT'],
    [
      'imagenet where none is published',
      'imagenet',
      { ...backbones.vgg16, weights: [{ ...backbones.vgg16.weights[0], sources: [] }] },
      'THAW-WEIGHTS-NONE',
    ],
  ])('refuses %s', async (_what, config, backbone, code) => {
    const error = (await identify(config, backbone).catch((reason: unknown) => reason)) as ThawError;
    expect(error.problems).toMatchObject([{ code, remedy: expect.any(String) }]);
  });

  it('refuses a file that is not the one the spec names', async () => {
    const file = write('mine.h5', 'one');
    expect(await identify({ file, sha256: sha256('one').toUpperCase() })).toMatchObject({ available: true });
    const error = (await identify({ file, sha256: sha256('two') }).catch(
      (reason: unknown) => reason,
    )) as ThawError;
    expect(error.problems).toMatchObject([
      {
        code: 'THAW-WEIGHTS-CHANGED',
        expected: `SHA-256 ${sha256('two')}`,
        found: `SHA-256 ${sha256('one')}`,
      },
    ]);
  });
});
