import type { DataSource, DatasetListing, OnProgress, Problem } from '@thaw/core';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileState } from '../files/file-state.js';
import { largestFile, readRegular, tooLargeFile } from '../files/open-regular.js';
import { fileStates, type DigestCache } from './digest-cache.js';

/** What is said of files. Whether they exist is not known yet. */
export type FileListing = Omit<DatasetListing, 'bytes'>;

/** Images that are files below a folder, whatever says which. */
export class FileSource implements DataSource {
  /** As they were when the source was listed: one look tells what is missing, how large it is and whether it is known. */
  #states: ReadonlyMap<string, FileState | undefined> = new Map();

  constructor(
    private readonly root: string,
    private readonly listFiles: () => Promise<FileListing>,
    private readonly digests: DigestCache,
  ) {}

  async list(): Promise<DatasetListing> {
    const listing = await this.listFiles();
    const paths = listing.images.map(({ path }) => path);
    const states = await fileStates(this.root, paths);
    this.#states = new Map(paths.map((path, index) => [path, states[index]]));
    return {
      ...listing,
      bytes: states.reduce((sum, state) => sum + (state?.bytes ?? 0), 0),
      problems: [
        ...listing.problems,
        ...missingFiles(this.root, listing, states),
        ...hugeFiles(listing, states),
      ],
    };
  }

  async identify(paths: readonly string[], onProgress?: OnProgress): Promise<readonly string[]> {
    const known = paths.map((path) => this.#states.get(path));
    const states = known.every((state) => state !== undefined) ? known : await this.#look(paths);
    return this.digests.digest(this.root, paths, states, onProgress);
  }

  async #look(paths: readonly string[]): Promise<readonly FileState[]> {
    const states = await fileStates(this.root, paths);
    return states.map((state, index) => {
      if (!state) throw new Error(`there is no file ${join(this.root, paths[index]!)}`);
      return state;
    });
  }

  size(path: string): Promise<number> {
    return stat(this.file(path)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  read(path: string): Promise<Uint8Array> {
    return readRegular(this.file(path));
  }

  file(path: string): string {
    return join(this.root, path);
  }
}

function missingFiles(
  root: string,
  { images, positionOf }: FileListing,
  states: readonly (FileState | undefined)[],
): Problem[] {
  const missing = images.flatMap((_, index) => (states[index] === undefined ? [index] : []));
  const code = 'THAW-DATA-MISSING-FILE';
  if (missing.length > 1 && missing.length === images.length) {
    return [
      {
        code,
        message: `none of the ${images.length} images of the manifest is in ${root}`,
        found: `no ${images[0]!.path}, for example`,
        remedy: isOfWindows(images[0]!.path)
          ? 'write paths from `data.root`, without a drive'
          : 'set `data.root` to the folder that the manifest’s paths start from',
        ...(positionOf && { position: positionOf(0) }),
      },
    ];
  }
  return missing.map((index) => ({
    code,
    message: 'an image is missing',
    expected: `a file ${images[index]!.path} in ${root}`,
    ...(positionOf && { position: positionOf(index) }),
  }));
}

/** A file that is mostly holes may be of any size and take no space, and would be hashed for days. */
const hugeFiles = (
  { images, positionOf }: FileListing,
  states: readonly (FileState | undefined)[],
): Problem[] =>
  states.flatMap((state, index) =>
    state === undefined || state.bytes <= largestFile
      ? []
      : {
          ...tooLargeFile(images[index]!.path, state.bytes),
          ...(positionOf && { position: positionOf(index) }),
        },
  );

/** `C:\…` or `\\server\…`, which means nothing on any other machine. */
const isOfWindows = (path: string): boolean => /^([a-z]:[\\/]|\\\\)/i.test(path);
