import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { parseCsv, type Cell } from './csv.js';

/** What a path may have that leads up or starts at the root of the disk; most texts have none. It looks at no place twice, however long a line is. */
const leadsOut = /\.\.[/\\]|(?:^|[,"])[ \t]*(?:\/|[A-Za-z]:[/\\])/m;

/**
 * The folders, absolute, in which images of a manifest lie that are not below `root`. Nothing is looked up, and of a manifest
 * that cannot be read nothing is said: whoever indexes it says what is wrong.
 */
export async function foldersOutside(manifest: string, root: string): Promise<readonly string[]> {
  const text = await readFile(manifest, 'utf8').catch(() => '');
  if (!leadsOut.test(text)) return [];
  const [header = [], ...rows] = rowsOf(text);
  const column = header.findIndex(({ value }) => value === 'path');
  const folders = new Set(
    rows.flatMap((row) => row[column]?.value ?? []).map((path) => dirname(resolve(root, path))),
  );
  return [...folders].filter((folder) => relative(root, folder).split(sep)[0] === '..').sort();
}

function rowsOf(text: string): readonly Cell[][] {
  try {
    return parseCsv(text);
  } catch {
    return [];
  }
}
