import { ThawError, type Problem, type Progress } from '@thaw/core';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { bundleFormat, readBundleManifest } from './bundle-manifest.js';
import { filledCache, forge, take, temporaryFolder, write, type Cache } from './bundle.fixture.js';

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ThawError)) throw new Error('expected a ThawError', { cause: error });
  return error.problems[0]!;
}

async function expectTaken({ contents }: Cache, cacheFolder: string): Promise<void> {
  for (const [path, content] of contents)
    expect((await readFile(join(cacheFolder, path))).equals(content)).toBe(true);
  expect((await readdir(cacheFolder)).toSorted()).toEqual(['tensorflow', 'weights']);
}

describe('a bundle', () => {
  it('is pieces of at most the size asked for that, joined, are a tar.gz, and is taken as it was', async () => {
    const [cache, folder, other] = [await filledCache(), await temporaryFolder(), await temporaryFolder()];
    const bundle = join(folder, 'thaw.bundle');
    const manifest = await write(cache, bundle);
    const pieces = (await readdir(folder)).filter((name) => /\.\d{3}$/.test(name));
    expect(pieces).toHaveLength(manifest.pieces.length);
    expect(pieces.length).toBeGreaterThan(5);
    for (const name of pieces) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(64_000);
    expect(await readdir(folder)).toHaveLength(pieces.length + 1);
    const listed = execFileSync('sh', ['-c', `cat ${bundle}.* | tar tzf -`], { encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(cache.files.map(({ path }) => path));

    await take(bundle, await readBundleManifest(bundle), other);
    await expectTaken(cache, other);
    const mode = async (path: string) => (await stat(join(other, 'tensorflow/library', path))).mode & 0o111;
    expect([await mode('bin/ptxas'), await mode('lib/libbig.so')]).toEqual([0o111, 0]);
  });

  it('goes on after the pieces that were whole when writing it was interrupted', async () => {
    const [cache, folder] = [await filledCache(), await temporaryFolder()];
    const whole = await write(cache, join(folder, 'whole'));
    const bundle = join(folder, 'thaw.bundle');
    const abort = new AbortController();
    const onProgress = ({ done = 0 }: Progress) => void (done > 200_000 && abort.abort(new Error('Ctrl-C')));
    await expect(write(cache, bundle, { onProgress, signal: abort.signal })).rejects.toThrow('Ctrl-C');
    const left = (await readdir(folder)).filter((name) => name.startsWith('thaw.bundle'));
    expect(left).toEqual(
      expect.arrayContaining(['thaw.bundle.001', 'thaw.bundle.002', 'thaw.bundle.partial']),
    );
    expect(left).not.toContain('thaw.bundle');
    const first = await stat(`${bundle}.001`);
    const labels = new Set<string>();
    expect(await write(cache, bundle, { onProgress: ({ label }) => labels.add(label) })).toEqual(whole);
    expect((await stat(`${bundle}.001`)).ino).toBe(first.ino);
    expect([...labels]).toEqual(['checking what is there', 'writing the bundle']);
    labels.clear();
    await write(cache, bundle, { onProgress: ({ label }) => labels.add(label) });
    expect([...labels]).toEqual(['checking what is there']);
  });

  it('is written anew from the first piece that was damaged, or as a whole where its content is another', async () => {
    const [cache, folder, other] = [await filledCache(), await temporaryFolder(), await temporaryFolder()];
    const bundle = join(folder, 'thaw.bundle');
    const manifest = await write(cache, bundle);
    await truncate(`${bundle}.003`, 10);
    expect(await write(cache, bundle)).toEqual(manifest);
    const less = { ...cache, files: cache.files.slice(1) };
    const { pieces } = await write(less, bundle);
    expect((await readdir(folder)).length).toBe(pieces.length + 1);
    await take(bundle, await readBundleManifest(bundle), other);
    expect(await readdir(join(other, 'tensorflow/library'))).toEqual(['bin']);
  });

  it('replaces no file of another kind', async () => {
    const [cache, folder] = [await filledCache(), await temporaryFolder()];
    const bundle = join(folder, 'results.csv');
    await writeFile(bundle, 'a,b\n');
    expect((await problemOf(write(cache, bundle))).code).toBe('THAW-BUNDLE-UNREADABLE');
    expect(await readFile(bundle, 'utf8')).toBe('a,b\n');
  });
});

describe('taking a bundle', () => {
  it('does not read a piece that was named in place of the list', async () => {
    const piece = join(await temporaryFolder(), 'thaw.bundle.001');
    await writeFile(piece, '');
    await truncate(piece, 2 ** 31);
    expect((await problemOf(readBundleManifest(piece))).code).toBe('THAW-BUNDLE-UNREADABLE');
  });

  it('names all pieces that are missing or damaged, uses nothing, and goes on once they are there', async () => {
    const [cache, folder, other] = [await filledCache(), await temporaryFolder(), await temporaryFolder()];
    const bundle = join(folder, 'thaw.bundle');
    const manifest = await write(cache, bundle);
    await rm(`${bundle}.002`);
    await truncate(`${bundle}.004`, 10);
    const { code, found } = await problemOf(take(bundle, manifest, other));
    expect([code, found]).toEqual([
      'THAW-BUNDLE-PIECES',
      `thaw.bundle.002 is missing\nthaw.bundle.004 has 10 bytes instead of ${manifest.pieces[3]!.bytes}`,
    ]);
    await write(cache, bundle);
    const byte = (await readFile(`${bundle}.001`)).subarray(0, -1);
    await writeFile(`${bundle}.001`, byte);
    await appendFile(`${bundle}.001`, '!');
    expect((await problemOf(take(bundle, manifest, other))).found).toBe(
      'thaw.bundle.001 has another content',
    );
    expect(await readdir(other)).toEqual([]);
    await write(cache, bundle);
    await take(bundle, manifest, other);
    await expectTaken(cache, other);
  });

  it('keeps what was unpacked when it is interrupted, and reads nothing twice into place', async () => {
    const [cache, folder, other] = [await filledCache(), await temporaryFolder(), await temporaryFolder()];
    const bundle = join(folder, 'thaw.bundle');
    const manifest = await write(cache, bundle);
    const abort = new AbortController();
    const stopped = take(bundle, manifest, other, {
      signal: abort.signal,
      folders: [
        {
          path: 'tensorflow/library',
          install: () => {
            abort.abort(new Error('Ctrl-C'));
            return Promise.reject(abort.signal.reason as Error);
          },
        },
      ],
    });
    await expect(stopped).rejects.toThrow('Ctrl-C');
    expect(await readdir(other)).toEqual(['bundle']);
    const kept = await stat(join(other, 'bundle/weights/abc-small.h5'));
    const labels = new Set<string>();
    await take(bundle, manifest, other, { onProgress: ({ label }) => labels.add(label) });
    expect([...labels]).toEqual(['checking the bundle']);
    expect((await stat(join(other, 'weights/abc-small.h5'))).ino).toBe(kept.ino);
    await expectTaken(cache, other);
    // What is all there needs no pieces.
    await rm(`${bundle}.001`);
    await take(bundle, manifest, other, { folders: [] });
  });

  it.each([
    ['a path out of the folder', 'tensorflow/library/../../../evil'],
    ['an absolute path', '/tmp/evil'],
    ['another folder of the cache', 'calibration/evil'],
    ['a path of Windows', 'weights/..\\evil'],
    ['a name of a device', 'weights/c:evil'],
    ['an empty name', 'tensorflow/library//evil'],
  ])('refuses a list with %s', async (_what, path) => {
    const bundle = join(await temporaryFolder(), 'thaw.bundle');
    const list = (files: object[]) => ({
      format: bundleFormat,
      splitBytes: 1,
      folders: [],
      files,
      pieces: [],
    });
    const file = { path: 'weights/good.h5', bytes: 1, sha256: '0'.repeat(64) };
    await writeFile(bundle, JSON.stringify(list([file])));
    expect((await readBundleManifest(bundle)).files).toEqual([file]);
    await writeFile(bundle, JSON.stringify(list([file, { ...file, path }])));
    const problem = await problemOf(readBundleManifest(bundle));
    expect(problem.code).toBe('THAW-BUNDLE-UNREADABLE');
    expect(problem.found).toMatch(/^damage: .*files\/1\/path/);
  });

  it.each([
    ['a link', 'SymbolicLink tensorflow/library/lib/libbig.so'],
    ['a path out of the folder', 'File ../evil'],
    ['another content', 'tensorflow/library/lib/libbig.so with another content than its list says'],
    ['too little', 'no tensorflow/library/bin/ptxas, weights/abc-small.h5'],
    ['no archive', 'incorrect header check'],
    ['a beginning and no end', 'Truncated input'],
  ])('uses nothing of an archive with %s, though its checksums are right', async (what, found) => {
    const [cache, folder, other] = [await filledCache(), await temporaryFolder(), await temporaryFolder()];
    const bundle = join(folder, 'thaw.bundle');
    const manifest = await forge(bundle, await write(cache, bundle), await hostileArchive(what, cache));
    const problem = await problemOf(take(bundle, manifest, other));
    expect(problem.code).toBe('THAW-BUNDLE-DAMAGED');
    expect(problem.found).toContain(found);
    expect((await readdir(other)).filter((name) => name !== 'bundle')).toEqual([]);
    expect(await readdir(join(other, '..'))).not.toContain('evil');
  });
});

/** Archives that tar itself makes: nothing of them is what the manifest leads to expect. */
async function hostileArchive(what: string, { root }: Cache): Promise<Uint8Array> {
  const big = 'tensorflow/library/lib/libbig.so';
  if (what === 'no archive') return Buffer.from('not packed at all');
  if (what === 'a path out of the folder') {
    await writeFile(join(root, 'evil'), 'evil');
    return archive(join(root, 'tensorflow'), ['../evil']);
  }
  if (what === 'too little') return archive(root, [big]);
  if (what === 'another content') await appendFile(join(root, big), '!');
  if (what === 'a link') {
    await rm(join(root, big));
    await symlink('/etc/passwd', join(root, big));
  }
  if (what === 'a beginning and no end')
    return gzipSync(gunzipSync(await archive(root, [big])).subarray(0, 600));
  return archive(root, [big]);
}

async function archive(cwd: string, paths: readonly string[]): Promise<Uint8Array> {
  await mkdir(cwd, { recursive: true });
  const chunks: Uint8Array[] = [];
  const packed = create({ cwd, portable: true, preservePaths: true }, [...paths]);
  for await (const chunk of packed as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
