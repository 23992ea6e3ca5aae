import { ThawError } from '@thaw/core';
import { requireOutput, writeOutput } from '@thaw/execution/files';
import { statSync } from 'node:fs';

/** A file that is to be written. */
export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Before anything is looked at, and again before anything is written.
 * @throws ThawError if a file is there that is not to be replaced, or if it could not be written.
 */
export async function requireFree(
  files: readonly string[],
  { replaces, source }: { readonly replaces: boolean; readonly source: string },
): Promise<void> {
  for (const file of files) {
    const there = statSync(file, { throwIfNoEntry: false });
    const read = statSync(source, { throwIfNoEntry: false });
    if (there && read && there.ino === read.ino && there.dev === read.dev) throw isSource(file);
    if (there && !replaces) throw exists(file);
    await requireOutput(file);
  }
}

/** Each beside its place and renamed; those that a spec reads come before it. */
export async function writeFiles(files: readonly NewFile[]): Promise<void> {
  for (const { file, text } of files) await writeOutput(file, text);
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
