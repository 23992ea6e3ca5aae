import { writeBundle, type BundleFile } from '@thaw/execution/bundle';
import { hashFile } from '@thaw/execution/weights';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { formatBytes } from '../text/bytes.js';
import { count } from '../text/count.js';
import { install } from './install.js';
import type { Provisioning } from './options.js';

export interface BundleOptions extends Provisioning {
  readonly bundle: string;
  readonly splitBytes: number;
}

/** Writes all that was installed into a bundle, and says what it is. */
export async function bundleUp(options: BundleOptions): Promise<string> {
  const { bundle, splitBytes, cacheFolder, context, onProgress } = options;
  const { library, weights } = await install(options);
  const { carriedFolders } = await import('@thaw/engine');
  const placeOf = (path: string) => relative(cacheFolder, path).split(sep).join('/');
  onProgress({ label: 'checking what is installed' });
  const folders = (await carriedFolders(library)).map((part) => ({ ...part, path: placeOf(part.folder) }));
  const files: BundleFile[] = folders.flatMap(({ path, files: installed }) =>
    Object.entries(installed).map(([name, { bytes, sha256 }]) => ({
      path: `${path}/${name}`,
      bytes,
      sha256,
    })),
  );
  for (const path of weights) {
    const { size: bytes } = await stat(path);
    files.push({ path: placeOf(path), bytes, sha256: await hashFile(path, 'sha256') });
  }
  const { pieces } = await writeBundle({
    ...{ bundle, splitBytes, files, onProgress, root: cacheFolder, signal: context.signal },
    folders: folders.map(({ path, source }) => ({ path, source })),
  });
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const of = weights.length > 0 ? ` and ${count(weights.length, 'file')} of weights` : '';
  return [
    `${bundle} and its ${count(pieces.length, 'piece')} (${formatBytes(bytes)}) hold TensorFlow ${library.version} ` +
      `for ${library.platform} (${library.device})${of}`,
    `SHA-256 ${await hashFile(bundle, 'sha256')}`,
    'copy all of them to the other machine; there `thaw provision --from` takes them',
  ].join('\n');
}
