import { ThawError, type DataPlace, type DataSource, type Problem } from '@thaw/core';
import { DigestCache, imageLayout, openDataSource, splitFolders } from '@thaw/execution/data';
import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';

/** Images that somebody pointed at. */
export interface FoundImages {
  readonly source: DataSource;
  readonly place: DataPlace;
  /** Whether a spec needs a manifest that says of each image in which split it is: the folders do, and no spec reads that. */
  readonly needsManifest: boolean;
}

/** Opens what a path names: a folder of images, or a CSV file whose paths start from `root`. */
export async function findImages(path: string, root: string | undefined): Promise<FoundImages> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) throw new ThawError(noData(path, 'nothing at that path'));
  // Nothing is remembered of the contents, so that whoever only looks leaves nothing behind.
  const digests = new DigestCache(undefined);
  if (entry.isFile()) {
    if (extname(path).toLowerCase() !== '.csv') throw new ThawError(noData(path, 'a file of another kind'));
    const place = { root: root ?? dirname(path), manifest: path };
    return { source: openDataSource(place, digests), place, needsManifest: false };
  }
  if (root !== undefined) throw new ThawError(rootOfFolder(root));
  const layout = await imageLayout(path);
  const place = { root: layout.root };
  return layout.folders === 'splits'
    ? { source: splitFolders(layout.root, digests), place, needsManifest: true }
    : { source: openDataSource(place, digests), place, needsManifest: false };
}

const noData = (path: string, found: string): Problem => ({
  code: 'THAW-INIT-NO-DATA',
  message: `there are no images to begin with at ${path}`,
  expected:
    'a folder with one folder of images for each class, or a CSV file with the columns path and label',
  found,
  remedy: 'name the folder or the file after `thaw init`; a relative path starts where you stand',
});

const rootOfFolder = (root: string): Problem => ({
  code: 'THAW-CLI-BAD-VALUE',
  message: '--root goes with a CSV file, and this is a folder',
  expected: 'a CSV file whose paths start from --root, or no --root',
  found: root,
});
