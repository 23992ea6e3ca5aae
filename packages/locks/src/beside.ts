import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where something is written before it is renamed to its place: on the same disk, under a name that nobody else takes. */
export const besideOf = (path: string): string =>
  `${path}.${process.pid}-${randomUUID().slice(0, 8)}.partial`;

const ending = /^\.\d+-[0-9a-f]{8}\.partial$/;

/** What was written beside a path and not renamed yet, by whoever is at it or was killed. */
export async function leftBeside(path: string): Promise<readonly string[]> {
  const [folder, name] = [dirname(path), basename(path)];
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((each) => each.startsWith(name) && ending.test(each.slice(name.length)))
    .map((each) => join(folder, each));
}
