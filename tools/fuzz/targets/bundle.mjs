import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { piecePath, readBundleManifest } from '../../../packages/execution/dist/bundle/bundle-manifest.js';
import { takeBundle } from '../../../packages/execution/dist/bundle/take-bundle.js';
import { writeBundle } from '../../../packages/execution/dist/bundle/write-bundle.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

const library = 'tensorflow/library';
const contents = {
  [`${library}/lib/libbig.so`]: 'a library',
  [`${library}/bin/tool`]: 'a program',
  'weights/abc-small.h5': 'weights',
};
const files = Object.entries(contents).map(([path, content]) => ({
  path,
  bytes: content.length,
  sha256: sha256(content),
}));

/** What a bundle of these files is: its list, and the archive in one piece. */
async function written(folder) {
  const [root, bundle] = [join(folder, 'root'), join(folder, 'own.bundle')];
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const folders = [{ path: library, source: 'a test' }];
  await writeBundle({ bundle, root, files, folders, splitBytes: 2 ** 20 });
  return { list: readFileSync(bundle), archive: gunzipSync(readFileSync(piecePath(bundle, 0))) };
}

/** Takes a bundle into an empty cache: what of it is there then. */
function taker(folder) {
  const [bundle, cacheFolder] = [join(folder, 'some.bundle'), join(folder, 'in', 'cache')];
  const outside = join(folder, 'in', 'x');
  return async (list, piece) => {
    rmSync(dirname(outside), { recursive: true, force: true });
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(outside, 'of somebody else');
    writeFileSync(bundle, list);
    writeFileSync(piecePath(bundle, 0), piece);
    const manifest = await readBundleManifest(bundle);
    const folders = manifest.folders.map(({ path }) => ({
      path,
      install: async (from) => {
        mkdirSync(dirname(join(cacheFolder, path)), { recursive: true });
        renameSync(from, join(cacheFolder, path));
      },
    }));
    await takeBundle({ bundle, manifest, cacheFolder, folders });
    if (readFileSync(outside, 'utf8') !== 'of somebody else') throw new Error('a file outside was written');
    const there = Object.keys(contents).filter((path) => existsSync(join(cacheFolder, path)));
    for (const path of there)
      if (readFileSync(join(cacheFolder, path), 'utf8') !== contents[path])
        throw new Error(`${path} has what nobody has written`);
    return there.length === 0 ? passedOver('nothing wanted') : accepted(fingerprint(there));
  };
}

const list = {
  name: 'bundle',
  seeds: async (folder) => [(await written(folder)).list],
  mutate: mutateJsonFile,
  async open(folder) {
    const { archive } = await written(folder);
    const [take, piece] = [taker(folder), readFileSync(piecePath(join(folder, 'own.bundle'), 0))];
    if (archive.length === 0) throw new Error('an archive of nothing');
    return (bytes) => take(bytes, piece);
  },
};

/** Of a list whose checksums are right. */
const archive = {
  name: 'bundle-archive',
  isSealed: true,
  seeds: async (folder) => [Uint8Array.from((await written(folder)).archive)],
  mutate: mutateBytes,
  async open(folder) {
    const manifest = JSON.parse((await written(folder)).list);
    const take = taker(folder);
    return (bytes) => {
      const piece = gzipSync(bytes, { level: 1 });
      const pieces = [{ bytes: piece.length, sha256: sha256(piece), unpackedBytes: bytes.length }];
      return take(JSON.stringify({ ...manifest, pieces }), piece);
    };
  },
};

export const targets = [list, archive];
