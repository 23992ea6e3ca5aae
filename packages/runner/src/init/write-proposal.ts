import { ThawError } from '@thaw/core';
import { createOutput, requireOutput, writeOutput } from '@thaw/execution/files';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A file that is to be written. */
export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/** What is to be written: the spec, and a manifest if it needs one. */
export interface NewFiles {
  readonly spec: NewFile;
  readonly manifest?: NewFile | undefined;
}

interface Rules {
  readonly replaces: boolean;
  /** What the images are read from. */
  readonly source: string;
}

/**
 * Before anything is looked at, and again before anything is written. A manifest with the very text that is to be written is no
 * obstacle: a call left it that ended before it wrote its spec.
 * @throws ThawError if a file is there that is not to be replaced, or if it could not be written.
 */
export async function requireFree(
  { spec, manifest }: { readonly spec: Pick<NewFile, 'file'>; readonly manifest?: NewFile | undefined },
  { replaces, source }: Rules,
): Promise<void> {
  for (const { file } of [...(manifest ? [manifest] : []), spec]) {
    const there = statSync(file, { throwIfNoEntry: false });
    const read = statSync(source, { throwIfNoEntry: false });
    if (there && read && there.ino === read.ino && there.dev === read.dev) throw isSource(file);
    if (there && !replaces && !(file === manifest?.file && (await says(manifest)))) throw exists(file);
    await requireOutput(file);
  }
}

/**
 * The manifest before the spec that reads it. Where nothing is to be replaced, neither is what another has written meanwhile.
 * @throws ThawError if something is there by now. The manifest then stays, as who wrote the spec may read it.
 */
export async function writeFiles({ spec, manifest }: NewFiles, replaces: boolean): Promise<void> {
  if (replaces) {
    for (const { file, text } of [...(manifest ? [manifest] : []), spec]) await writeOutput(file, text);
    return;
  }
  if (manifest && !(await createOutput(manifest.file, manifest.text)) && !(await says(manifest)))
    throw exists(manifest.file);
  if (!(await createOutput(spec.file, spec.text))) throw exists(spec.file);
}

/** Whether this is what a file holds. */
async function says({ file, text }: NewFile): Promise<boolean> {
  const found = statSync(file);
  return found.isFile() && found.size === Buffer.byteLength(text) && (await readFile(file, 'utf8')) === text;
}

const exists = (file: string) =>
  new ThawError({
    code: 'THAW-INIT-EXISTS',
    message: `${file} is there already`,
    expected: 'a place where nothing is',
    remedy: 'name another with --out, or write --force to replace it',
  });

const isSource = (file: string) =>
  new ThawError({
    code: 'THAW-INIT-EXISTS',
    message: `${file} is what the images are read from`,
    expected: 'another file',
    remedy: 'name another with --out',
  });
