import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { inParallel } from './in-parallel.js';

const parallelFiles = 16;

/** Plain letters, written alike everywhere; of any other path more than one spelling may be meant. */
const isPlain = (path: string): boolean => /^[\x20-\x5b\x5d-\x7e]*$/.test(path);

/**
 * The path from `root`, with forward slashes, of each path as a manifest has it. Where no file has the name as it is
 * written, backslashes divide folders (as Windows writes them), and letters with marks may be composed or not (macOS
 * takes them apart).
 */
export async function spellingsOnDisk(
  root: string,
  written: readonly string[],
): Promise<(path: string) => string> {
  const odd = written.filter((path) => !isPlain(path));
  const found = await inParallel(odd, parallelFiles, async (path) => {
    for (const spelling of spellingsOf(path)) {
      const candidate = fromRoot(root, spelling);
      if (await stat(join(root, candidate)).catch(() => undefined)) return candidate;
    }
    return fromRoot(root, path);
  });
  const pathOf = new Map(odd.map((path, index) => [path, found[index]!]));
  return (path) => pathOf.get(path) ?? fromRoot(root, path);
}

function spellingsOf(path: string): Set<string> {
  const divided = [path, path.replaceAll('\\', '/')];
  return new Set([
    ...divided,
    ...divided.map((spelling) => spelling.normalize('NFC')),
    ...divided.map((spelling) => spelling.normalize('NFD')),
  ]);
}

/** `normalize` looks back through all `..` that a path begins with at each of them: for 100,000 of them that takes half a minute. */
const fromRoot = (root: string, path: string): string =>
  (isAbsolute(path) || path.includes('..') ? relative(root, resolve(root, path)) : normalize(path))
    .split(sep)
    .join('/');
