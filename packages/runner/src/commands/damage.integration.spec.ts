import type { RunRecord } from '@thaw/tracker';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

/** Every kind of stage; the second phase goes on from the first. */
const spec = `
name: damaged
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2, test: 0.1 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, trainable: { from: block7a_expand_conv }, epochs: 1, optimizer: { learningRate: 1e-4 } }
tracking: { model: none }
`;

let folder: string;
let intact: string;
let intactResults: Awaited<ReturnType<typeof resultsOf>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-damage-'));
  await writeFile(join(folder, 'damaged.yaml'), spec);
  intact = join(folder, 'intact');
  const { code, stderr } = await sweep(intact);
  expect(code, stderr).toBe(0);
  intactResults = await resultsOf(intact);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const sweep = (store: string) => thaw(['sweep', '--spec', join(folder, 'damaged.yaml'), '--store', store]);

/** What damage must not change: every metric of every epoch, and the contents of all that is stored. */
async function resultsOf(store: string) {
  const [run] = JSON.parse((await thaw(['runs', '--json', '--store', store])).stdout) as [RunRecord];
  const { epoch_seconds: _, images_per_second: _speed, ...history } = run.history;
  const contents: Record<string, string> = {};
  for (const stage of await readdir(join(store, 'stages'), { recursive: true })) {
    if (!stage.endsWith('stage.json')) continue;
    for (const [name, { sha256 }] of Object.entries(await blobsOf(join(store, 'stages', stage)))) {
      // Times are told in these.
      if (!['history.json', 'result.json', 'provenance.json'].includes(name))
        contents[`${stage} ${name}`] = sha256;
    }
  }
  return { status: run.status, history, contents };
}

async function blobsOf(manifest: string) {
  return (
    JSON.parse(await readFile(manifest, 'utf8')) as {
      blobs: Record<string, { file: string; sha256: string }>;
    }
  ).blobs;
}

/** The file of the first stage of a kind that has a blob whose name begins so. */
async function fileOf(store: string, kind: string, name: string): Promise<string> {
  for (const key of await readdir(join(store, 'stages', kind))) {
    const stage = join(store, 'stages', kind, key);
    if (name === 'stage.json') return join(stage, name);
    const blob = Object.entries(await blobsOf(join(stage, 'stage.json'))).find(([each]) =>
      each.startsWith(name),
    );
    if (blob) return join(stage, blob[1].file);
  }
  throw new Error(`no ${kind} has a ${name}`);
}

async function flipBit(file: string): Promise<void> {
  const content = await readFile(file);
  content[content.length >> 1]! ^= 4;
  await writeFile(file, content);
}

/** A copy of the intact store in which a bit of each of these is flipped. */
async function damaged(name: string, blobs: readonly (readonly [kind: string, name: string])[]) {
  const store = join(folder, name);
  await cp(intact, store, { recursive: true, preserveTimestamps: true });
  const files = await Promise.all(blobs.map(([kind, blob]) => fileOf(store, kind, blob)));
  for (const file of files) await flipBit(file);
  return store;
}

// Each of them by itself: execution/src/store/folder/file-stage-store.spec.ts.
describe('a flipped bit', () => {
  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    [
      'the first file of each stage',
      [
        ['dataset', 'index.json'],
        ['features', 'features.json'],
        ['train', 'history.json'],
        ['evaluate', 'result.json'],
      ],
    ],
    [
      'the numbers of each stage',
      [
        ['features', 'head_pool'],
        ['train', 'epoch-00001.safetensors'],
        ['evaluate', 'predictions.safetensors'],
      ],
    ],
    ['the last checkpoint alone', [['train', 'epoch-00002.safetensors']]],
    ['each manifest', ['dataset', 'features', 'train', 'evaluate'].map((kind) => [kind, 'stage.json'])],
  ])('in %s is noticed, set aside, reported and mended, and changes no result', async (name, blobs) => {
    const store = await damaged(name, blobs);
    const { code, stderr } = await sweep(store);
    expect(code, stderr).toBe(0);
    for (const [kind, blob] of blobs)
      expect(stderr).toMatch(new RegExp(`${blob}\\S* of ${kind} [0-9a-f]{12} is damaged; it was moved to`));
    expect(await readdir(join(store, 'damaged'))).toHaveLength(blobs.length);
    expect(await resultsOf(store)).toEqual(intactResults);
    expect((await sweep(store)).stderr).toMatch(/nothing computed, 6 stages reused/);
  });

  it('in files which only accompany a result is reported, and the result stays', async () => {
    const files = ['provenance.json', 'readings.json'];
    const store = await damaged(
      'companions',
      files.map((name) => ['train', name]),
    );
    const { stderr } = await sweep(store);
    for (const name of files)
      expect(stderr).toMatch(
        new RegExp(`${name} of train [0-9a-f]{12} is damaged; it was moved to \\S+$`, 'm'),
      );
    expect(stderr).toContain('nothing computed');
  });
});
