import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BundleFile, BundleManifest } from './bundle-manifest.js';
import { takeBundle } from './take-bundle.js';
import { writeBundle } from './write-bundle.js';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

const library = 'tensorflow/library';

/** A cache with a library of two files, one of them a program, and weights; nothing of it can be compressed. */
export async function filledCache() {
  const root = await temporaryFolder();
  const contents = new Map([
    [`${library}/lib/libbig.so`, randomBytes(300_000)],
    [`${library}/bin/ptxas`, randomBytes(2_000)],
    ['weights/abc-small.h5', randomBytes(100_000)],
  ]);
  const files: BundleFile[] = [];
  for (const [path, content] of contents) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { mode: path.endsWith('ptxas') ? 0o755 : 0o644 });
    files.push({ path, bytes: content.length, sha256: sha256(content) });
  }
  return { root, files, contents, folders: [{ path: library, source: 'a test' }] };
}

export type Cache = Awaited<ReturnType<typeof filledCache>>;

export const write = (
  { root, files, folders }: Cache,
  bundle: string,
  more: Partial<Parameters<typeof writeBundle>[0]> = {},
): Promise<BundleManifest> => writeBundle({ bundle, root, files, folders, splitBytes: 64_000, ...more });

/** Takes the whole bundle; folders are installed by renaming. */
export const take = (
  bundle: string,
  manifest: BundleManifest,
  cacheFolder: string,
  more: Partial<Parameters<typeof takeBundle>[0]> = {},
): Promise<void> =>
  takeBundle({
    ...{ bundle, manifest, cacheFolder },
    folders: manifest.folders.map(({ path }) => ({
      path,
      install: async (from: string) => {
        await mkdir(dirname(join(cacheFolder, path)), { recursive: true });
        await rename(from, join(cacheFolder, path));
      },
    })),
    ...more,
  });

/** Writes a manifest, and over the first piece, what somebody else has made. */
export async function forge(
  bundle: string,
  manifest: BundleManifest,
  archive: Uint8Array,
): Promise<BundleManifest> {
  await writeFile(`${bundle}.001`, archive);
  const piece = { bytes: archive.length, sha256: sha256(archive), unpackedBytes: 0 };
  const forged = { ...manifest, pieces: [piece] };
  await writeFile(bundle, JSON.stringify(forged));
  return JSON.parse(await readFile(bundle, 'utf8')) as BundleManifest;
}
