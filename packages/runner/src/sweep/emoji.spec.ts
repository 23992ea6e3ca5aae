import { datasetFacts, DigestCache, indexDataset, openDataSource, splitDataset } from '@thaw/execution/data';
import { Decoder } from '@thaw/execution/images';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpec } from './read-spec.js';

const workspace = join(import.meta.dirname, '../../../..');
const root = join(workspace, 'node_modules/emoji-datasource-google/img/google/64');
let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'thaw-emoji-'));
});
afterAll(() => rm(cache, { recursive: true }));

const index = (name: string) =>
  indexDataset({ root, manifest: join(workspace, 'experiments', name) }, { digests: new DigestCache(cache) });

describe('the emoji of the example experiments', () => {
  it('are 1,026 pictures of six classes, with lookalikes in groups that a split keeps together', async () => {
    const emoji = await index('emoji.csv');
    expect(emoji.classes).toEqual(['activities', 'animals', 'food', 'objects', 'smileys', 'travel']);
    expect(emoji.images).toHaveLength(1026);
    expect(emoji.warnings).toEqual([]);
    const { validation, train } = splitDataset(emoji, { validation: 0.25, test: 0 }, 42);
    expect(validation.length / 1026).toBeCloseTo(0.25, 2);
    const groupsOf = (indices: Uint32Array) =>
      new Set(Array.from(indices, (at) => emoji.images[at]!.group ?? at));
    expect([...groupsOf(validation)].filter((group) => groupsOf(train).has(group))).toEqual([]);
  });

  it('are, in the small manifest, 40 of each class, and can all be decoded', async () => {
    const emoji = await index('emoji-240.csv');
    expect(datasetFacts(emoji)).toMatchObject({ images: 240, hasTestImages: false });
    for (const label of emoji.classes.keys()) {
      expect(emoji.images.filter((image) => image.label === label)).toHaveLength(40);
    }
    const source = openDataSource({ root });
    const files = emoji.images.map(({ path, sha256 }, row) => ({ file: source.file(path), sha256, row }));
    const decoder = new Decoder(2);
    const { failures } = await decoder.decode(files, files.length, 96).decoded;
    decoder.close();
    expect([...failures]).toEqual([]);
  });
});

describe('the example experiments', () => {
  it.each([
    ['xception', 12],
    ['quickstart', 4],
    ['resnet50', 2],
    ['vgg19', 3],
  ])('%s is valid and has %i runs', async (name, runs) => {
    const spec = await readSpec(join(workspace, 'experiments', `${name}.yaml`));
    expect(spec.name).toBe(name);
    expect(spec.runs).toHaveLength(runs);
    expect(spec.warnings).toEqual([]);
    expect(spec.runs.map(({ config }) => config.data.root)).toEqual(spec.runs.map(() => root));
  });
});

describe('datasetFacts', () => {
  const image = { path: 'a.png', label: 0, sha256: 'aa' };
  const data = {
    root: '/one',
    classes: ['x', 'y'],
    warnings: [],
    images: [image, { path: 'b.png', label: 1, sha256: 'bb' }],
  };

  it('tells apart datasets that differ in more than where they lie', () => {
    const facts = datasetFacts(data);
    expect(datasetFacts({ ...data, root: '/two' })).toEqual(facts);
    const changes = [{ path: 'c.png' }, { label: 1 }, { split: 'test' as const }, { group: 'g' }];
    const hashes = changes.map((change) =>
      datasetFacts({ ...data, images: [{ ...image, ...change }, data.images[1]!] }),
    );
    expect(new Set([facts, ...hashes].map(({ indexHash }) => indexHash)).size).toBe(5);
    expect(new Set([facts, ...hashes].map(({ imagesHash }) => imagesHash)).size).toBe(1);
    // Features of some TIFFs were once of other pictures.
    const tiff = datasetFacts({ ...data, images: [{ ...image, path: 'a.TIF' }, data.images[1]!] });
    expect(tiff.imagesHash).not.toBe(facts.imagesHash);
    expect(datasetFacts({ ...data, images: data.images.toReversed() }).imagesHash).not.toBe(facts.imagesHash);
  });
});
