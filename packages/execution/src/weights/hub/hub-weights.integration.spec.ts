import { pytorchNames } from '@thaw/backbones';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { GraphBuilder, ThawError, type Backbone, type HubWeights } from '@thaw/core';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cacheHubFile } from '../cache-weights.js';
import { identifyWeights } from '../identify-weights.js';
import { provideWeights } from '../provide-weights.js';
import type { WeightsPlaces } from '../weights-places.js';
import { half } from '../weights-server.fixture.js';
import { commit, serveHub, type HubServer } from './hub-server.fixture.js';

const names = pytorchNames(() => new Map([['dense', 'head']]));
const record = {
  ...{ tag: 'small', imageSize: 4, sources: [], names },
  preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
} as const;
/** A dense layer at each pixel. */
const backbone: Backbone = {
  ...{ name: 'dense', title: 'Dense', source: 'for tests', minimumImageSize: 4 },
  weights: [record, { ...record, tag: 'other' }],
  build(size) {
    const graph = new GraphBuilder('dense');
    const image = graph.input('image', [size, size, 3]);
    return graph.build(
      graph.add('Dense', 'dense', { units: 20_000, useBias: true, activation: 'linear' }, image),
    );
  },
};
const numbers = (count: number) => Float32Array.from({ length: count }, (_, index) => index / count);
const content = Buffer.from(
  encodeSafetensors(
    new Map([
      ['head.weight', { shape: [20_000, 3], data: numbers(60_000) }],
      ['head.bias', { shape: [20_000], data: numbers(20_000) }],
    ]),
  ),
);
const sha256 = createHash('sha256').update(content).digest('hex');
const files = { 'model.safetensors': content };
const config: HubWeights = { hub: 'us/net.other' };
const identity = `file:${sha256}:other`;

let folder: string;
let server: HubServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-hub-'));
  vi.stubEnv('HF_TOKEN', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  rmSync(folder, { recursive: true });
});

type Repositories = Parameters<typeof serveHub>[0];
const serve = async (repositories: Repositories) => (server = await serveHub(repositories));
const places = (hub: Partial<NonNullable<WeightsPlaces['hub']>> = {}): WeightsPlaces => ({
  ...{ cacheFolder: join(folder, 'cache'), kerasFolder: folder },
  hub: {
    folder: join(folder, 'hub'),
    endpoint: server?.endpoint ?? 'http://127.0.0.1:1',
    offline: false,
    ...hub,
  },
});
const provide = (weights = config, at = places()) =>
  provideWeights({ backbone, config: weights, seed: 0, ...at });
const identify = (weights = config, at = places()) =>
  identifyWeights({ backbone, config: weights, seed: 0, ...at });
const cached = () => readdirSync(join(folder, 'cache/weights'));
async function problemOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ThawError)) throw new Error('expected a ThawError', { cause: error });
  return error.problems[0]!;
}

it('knows weights of a repository before they are fetched, by the hash that the hub states, and its record by its name', async () => {
  await serve({ 'us/net.other': { files } });
  const { identity: found, available, published, source } = await identify();
  expect({ found, available }).toEqual({ found: identity, available: false });
  expect(source).toBe(`${server.endpoint}/us/net.other/resolve/${commit}/model.safetensors`);
  expect(published!.provenance).toBe(`From the hub: us/net.other, revision main, commit ${commit}.`);
  expect(server.requests.map(({ to }) => to)).toEqual([
    'HEAD hub /us/net.other/resolve/main/model.safetensors',
  ]);
});

it('fetches them once, and knows them without the hub from then on', async () => {
  await serve({ 'us/net.other': { files } });
  const weights = await provide();
  expect(weights.get('dense/bias')!.data).toEqual(numbers(20_000));
  const asked = server.requests.length;
  const offline = places({ offline: true });
  expect(await provide(config, offline)).toEqual(weights);
  expect(await identify(config, offline)).toMatchObject({ identity, available: true });
  expect(server.requests).toHaveLength(asked);
  expect(cached().toSorted()).toEqual([
    `${sha256.slice(0, 12)}-us--net.other--model.safetensors`,
    expect.stringMatching(/^hub-\w+\.json$/),
  ]);
});

it('sends the token to the hub alone, and keeps it nowhere', async () => {
  vi.stubEnv('HF_TOKEN', 'hf_secret');
  await serve({ 'us/net.other': { files, token: 'hf_secret' } });
  await provide();
  const seen = server.requests.map(({ to, authorization }) => [to.split(' ')[1], authorization]);
  expect(seen.filter(([host]) => host === 'hub').every(([, sent]) => sent === 'Bearer hf_secret')).toBe(true);
  expect(seen.filter(([host]) => host === 'storage')).toEqual([['storage', undefined]]);
  for (const name of cached())
    expect(readFileSync(join(folder, 'cache/weights', name), 'latin1')).not.toContain('hf_secret');
});

it('goes on where the connection broke off', async () => {
  await serve({ 'us/net.other': { files, answers: [half(content)] } });
  await provide();
  expect(server.requests.at(-1)!.range).toMatch(/^bytes=[1-9]\d*-$/);
});

it('follows a repository to its new name, and takes a small file by the name that git has for it', async () => {
  await serve({
    'old/net.other': { files: {}, movedTo: 'us/net.other' },
    'us/net.other': { files, isSmall: true },
  });
  expect(await identify({ hub: 'old/net.other' })).toMatchObject({ identity, available: true });
});

it.each<[string, Repositories, HubWeights, object]>([
  [
    'a repository that is for some alone',
    { 'us/net.other': { files, token: 'hf_other' } },
    config,
    { code: 'THAW-WEIGHTS-HUB', found: 'HTTP 401 (GatedRepo), without HF_TOKEN' },
  ],
  [
    'a repository that is not there',
    {},
    config,
    { code: 'THAW-WEIGHTS-HUB', message: 'the hub does not give us/net.other to you' },
  ],
  [
    'a revision that is not there',
    { 'us/net.other': { files } },
    { ...config, revision: 'v2' },
    { code: 'THAW-WEIGHTS-HUB', message: 'us/net.other has no revision v2' },
  ],
  [
    'a repository without weights',
    { 'us/net.other': { files: { 'README.md': content } } },
    config,
    { code: 'THAW-WEIGHTS-HUB', found: 'neither, at main' },
  ],
  [
    'weights in several files',
    { 'us/net.other': { files: { 'model.safetensors.index.json': content } } },
    config,
    { code: 'THAW-WEIGHTS-HUB', message: 'the weights of us/net.other lie in several files' },
  ],
  [
    'a hub that states no hash',
    { 'us/net.other': { files, etag: 'none' } },
    config,
    { code: 'THAW-WEIGHTS-HUB', found: 'none' },
  ],
  [
    'another file than is stated',
    { 'us/net.other': { files, etag: 'a'.repeat(64) } },
    config,
    {
      code: 'THAW-WEIGHTS-UNAVAILABLE',
      found: expect.stringContaining(`sha256 ${sha256} instead of aaa`) as string,
    },
  ],
  [
    'a longer file than is stated',
    { 'us/net.other': { files, answers: [(response) => response.end(Buffer.concat([content, content]))] } },
    config,
    {
      code: 'THAW-WEIGHTS-UNAVAILABLE',
      found: expect.stringContaining(`more than the ${content.length} bytes`) as string,
    },
  ],
  [
    'a file for which there is no room',
    { 'us/net.other': { files, bytes: 1e18 } },
    config,
    { code: 'THAW-WEIGHTS-CACHE', expected: '1,000,000,000,000,000,000 bytes' },
  ],
  [
    'another file than the spec names',
    { 'us/net.other': { files } },
    { ...config, sha256: 'b'.repeat(64) },
    { code: 'THAW-WEIGHTS-CHANGED', found: `SHA-256 ${sha256}` },
  ],
])('refuses %s, and leaves nothing behind', async (_what, repositories, weights, problem) => {
  await serve(repositories);
  expect(await problemOf(provide(weights))).toMatchObject(problem);
  mkdirSync(join(folder, 'cache/weights'), { recursive: true });
  expect(cached()).toEqual([]);
});

it.each([
  ['where HF_HUB_OFFLINE forbids it', { offline: true }, /^nowhere here, and HF_HUB_OFFLINE/],
  ['where it does not answer', { endpoint: 'http://127.0.0.1:1' }, /^127\.0\.0\.1:1: /],
])('says how weights are brought along %s', async (_what, hub, found) => {
  const problem = await problemOf(provide(config, places(hub)));
  expect(problem.code).toBe('THAW-WEIGHTS-UNAVAILABLE');
  expect(problem.found).toMatch(found);
});

it('says of a token that cannot be sent only that it cannot', async () => {
  vi.stubEnv('HF_TOKEN', 'hf_secret\nX-Other: 1');
  const problem = await problemOf(provide());
  expect(problem).toMatchObject({ code: 'THAW-WEIGHTS-HUB', message: 'HF_TOKEN is no token' });
  expect(JSON.stringify(problem)).not.toContain('hf_secret');
});

it.each(['no address', 'file:///etc'])('refuses %j as a hub', async (endpoint) => {
  expect(await problemOf(provide(config, places({ endpoint })))).toMatchObject({ code: 'THAW-WEIGHTS-HUB' });
});

it('tells nobody a password in the address of a hub', async () => {
  inHubCache(sha256, content);
  const endpoint = 'http://me:secret@127.0.0.1:1';
  expect(JSON.stringify(await identify(config, places({ endpoint })))).not.toContain('secret');
  const problem = await problemOf(identify({ hub: 'us/other' }, places({ endpoint })));
  expect(problem.found).toMatch(/^127\.0\.0\.1:1: /);
  expect(JSON.stringify(problem)).not.toContain('secret');
});

/** As Hugging Face's own library keeps them. */
function inHubCache(blob: string, bytes: Uint8Array): string {
  const repository = join(folder, 'hub/models--us--net.other');
  for (const each of ['refs', 'blobs', `snapshots/${commit}`])
    mkdirSync(join(repository, each), { recursive: true });
  writeFileSync(join(repository, 'refs/main'), commit);
  writeFileSync(join(repository, 'blobs', blob), bytes);
  const path = join(repository, 'snapshots', commit, 'model.safetensors');
  symlinkSync(join('../../blobs', blob), path);
  return path;
}

it("takes what the hub's own library has fetched, by branch and by commit, and carries a copy", async () => {
  const path = inHubCache(sha256, content);
  const offline = places({ offline: true });
  for (const revision of ['main', commit])
    expect(await identify({ ...config, revision }, offline)).toMatchObject({ identity, source: path });
  const [copy, note] = await cacheHubFile(config, offline);
  expect(readFileSync(copy!).equals(content)).toBe(true);
  expect(JSON.parse(readFileSync(note!, 'utf8'))).toMatchObject({ hub: 'us/net.other', commit, sha256 });
  expect(await identify(config, places({ offline: true, folder: '/nowhere' }))).toMatchObject({
    identity,
    source: copy,
  });
});

it('passes over what is not what its name says', async () => {
  inHubCache('c'.repeat(64), content);
  expect((await problemOf(identify(config, places({ offline: true })))).code).toBe(
    'THAW-WEIGHTS-UNAVAILABLE',
  );
});
