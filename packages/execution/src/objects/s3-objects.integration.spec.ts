import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { inMemory } from './in-memory.js';
import type { ReadObject } from './object-store.js';
import { S3Objects } from './s3-objects.js';
import { startS3Server, type S3Server } from './s3-server.fixture.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  await server.makeBucket('shared');
});
afterAll(() => server.stop());

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);
const { signal } = new AbortController();
const objects = new S3Objects({ bucket: 'shared', prefix: 'team/' }, 'cache');
const write = (name: string, content: Uint8Array, { signal: own = signal } = {}) =>
  objects.write(name, inMemory(content), sha256(content), own);

const readNow = async (...asked: Parameters<S3Objects['readNow']>) =>
  (await objects.readNow(...asked)) as ReadObject;

describe('objects of a bucket', () => {
  it('are read as they were written, of the size that they are said to have', async () => {
    await write('a/one', bytes('hello'));
    expect(await objects.read('a/one', 5)).toEqual(new Uint8Array(bytes('hello')));
    expect(await objects.read('a/one', 4)).toBeUndefined();
    expect(await objects.read('a/none', 5)).toBeUndefined();
    expect(await objects.size('a/one')).toBe(5);
    expect(await objects.size('a/none')).toBeUndefined();
  });

  it('are listed by how their names begin, below the prefix', async () => {
    const before = Date.now();
    await write('b/one', bytes('1'));
    await write('b/two', bytes('22'));
    const found = await objects.list('b/');
    expect(found.map(({ name, bytes: size }) => [name, size])).toEqual([
      ['b/one', 1],
      ['b/two', 2],
    ]);
    for (const { changedMs } of found) expect(Math.abs(changedMs - before)).toBeLessThan(60_000);
    expect(await new S3Objects({ bucket: 'shared', prefix: '' }, 'cache').list('b/')).toEqual([]);
  });

  it('of more than 16 MiB are written in parts', async () => {
    const content = randomBytes(2 ** 24 + 7);
    await write('large', content);
    expect(sha256((await objects.read('large', content.byteLength))!)).toBe(sha256(content));
  });

  it('are replaced only where the version is there that was said to be', async () => {
    const replace = (text: string, version?: string) =>
      objects.replace('state', bytes(text), sha256(bytes(text)), version);
    expect(await replace('nobody knows', '"00000000000000000000000000000000"')).toBeUndefined();
    const first = await replace('first');
    expect(first).toBeDefined();
    expect(await replace('another')).toBeUndefined();
    const second = await replace('second', first);
    expect(await replace('third', first)).toBeUndefined();
    const found = await readNow('state', 6);
    expect([Buffer.from(found.content).toString(), found.version]).toEqual(['second', second]);
    expect((await objects.list('state')).map(({ version }) => version)).toEqual([second]);
    expect(await objects.readNow('state', 5)).toBe('too-large');
    expect(await objects.readNow('nothing', 5)).toBeUndefined();
  });

  it('are as old as the server says, whatever this machine takes for the time', async () => {
    await write('aged', bytes('1'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 300_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { changedMs, nowMs } = await readNow('aged', 1);
    expect(nowMs - changedMs).toBeGreaterThanOrEqual(-1000);
    expect(nowMs - changedMs).toBeLessThan(60_000);
    expect(nowMs - Date.now()).toBeGreaterThan(200_000);
  });

  it('go when they are removed, also those that are not there', async () => {
    await write('gone', bytes('x'));
    await objects.remove('gone');
    await objects.remove('gone');
    expect(await objects.size('gone')).toBeUndefined();
  });

  it('are not written once it is interrupted, whole or in parts', async () => {
    for (const size of [10, 2 ** 24 + 1])
      await expect(write('never', new Uint8Array(size), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await objects.size('never')).toBeUndefined();
  });
});

describe('what is wrong is told by its kind', () => {
  const problemOf = async (work: Promise<unknown>) => {
    const error = (await work.catch((thrown: unknown) => thrown)) as {
      problems: { code: string; found: string }[];
    };
    return error.problems[0];
  };

  it('a bucket that is not there', async () => {
    const problem = await problemOf(new S3Objects({ bucket: 'nobodys', prefix: '' }, 'cache').list(''));
    expect(problem).toMatchObject({ code: 'THAW-BUCKET-MISSING', found: 'NoSuchBucket, status 404' });
  });

  it('nobody who asks', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    onTestFinished(() => void vi.stubEnv('AWS_ACCESS_KEY_ID', server.env['AWS_ACCESS_KEY_ID']));
    const problem = await problemOf(new S3Objects({ bucket: 'shared', prefix: '' }, 'cache').list(''));
    expect(problem).toMatchObject({ code: 'THAW-BUCKET-NO-CREDENTIALS' });
  });

  it('a server that is not there, and one that is none of S3', async () => {
    for (const url of ['http://127.0.0.1:9', 'http://localhost:1']) {
      vi.stubEnv('AWS_ENDPOINT_URL_S3', url);
      const problem = await problemOf(new S3Objects({ bucket: 'shared', prefix: '' }, 'cache').list(''));
      expect(problem).toMatchObject({ code: 'THAW-BUCKET-UNREACHABLE', found: 'ECONNREFUSED' });
    }
    vi.stubEnv('AWS_ENDPOINT_URL_S3', server.env['AWS_ENDPOINT_URL_S3']);
  });

  it('something else that answers everything, as a page where one has to log in', async () => {
    const page = createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'text/html').end('<html>Who are you?</html>');
    }).listen(0, '127.0.0.1');
    await once(page, 'listening');
    onTestFinished(() => {
      page.close().closeAllConnections();
      vi.stubEnv('AWS_ENDPOINT_URL_S3', server.env['AWS_ENDPOINT_URL_S3']);
    });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    const asked = new S3Objects({ bucket: 'shared', prefix: '' }, 'store');
    const content = bytes('x');
    for (const work of [
      () => asked.list(''),
      () => asked.readNow('a', 100),
      () => asked.write('a', inMemory(content), sha256(content), signal),
      () => asked.replace('a', content, sha256(content), undefined),
    ])
      expect(await problemOf(work())).toMatchObject({
        code: 'THAW-BUCKET-UNREACHABLE',
        found: 'an answer that is none of S3, status 200',
      });
  });

  it('who may not', async () => {
    const asked = new S3Objects({ bucket: 'shared', prefix: '' }, 'cache');
    await server.refuseAll();
    const problem = await problemOf(asked.list(''));
    expect(problem).toMatchObject({ code: 'THAW-BUCKET-DENIED', found: 'InvalidAccessKeyId, status 403' });
    expect(JSON.stringify(problem)).not.toContain('someone');
    expect(await problemOf(asked.size('a'))).toMatchObject({ code: 'THAW-BUCKET-DENIED' });
  });
});
