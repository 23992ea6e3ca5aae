import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of all journals, by name; what has such a name and is no file is none. */
export async function journalsIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const isJournal = await Promise.all(
      entries.map(
        async (entry) =>
          entry.name.endsWith('.ndjson') &&
          (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(join(folder, entry.name))))),
      ),
    );
    return entries
      .filter((_, index) => isJournal[index])
      .map(({ name }) => name)
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const leadsToFile = (link: string): Promise<boolean> =>
  stat(link).then(
    (found) => found.isFile(),
    () => false,
  );
