import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const imported = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

/** A module and the files that it imports by their paths, as far as these are written out; packages are others' business. */
export async function moduleFiles(file: string): Promise<readonly string[]> {
  const files = new Set([file]);
  // What is added meanwhile is gone through as well.
  for (const each of files) {
    const text = await readFile(each, 'utf8').catch(() => '');
    for (const [, , path] of text.matchAll(imported)) files.add(resolve(dirname(each), path!));
  }
  return [...files];
}
