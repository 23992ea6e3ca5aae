import { didYouMean, ThawError } from '@thaw/core';
import { requireStore } from '@thaw/execution/store';
import { journalsIn, readJournal } from '@thaw/tracker/journals';
import path, { join } from 'node:path';

interface NamedJournal {
  readonly file: string;
  readonly id: string;
  readonly name: string;
}

/**
 * The files of the journals that are wanted: sweeps of the store by their name or id (or how that begins), and journals
 * anywhere by their path; all of the store if none is wanted.
 * @throws ThawError `THAW-STORE-MISSING` if one is to come from the store; `THAW-COMPARE-NO-SWEEP`.
 */
export async function chooseJournals(
  store: string,
  wanted: readonly string[],
  cwd: string,
): Promise<readonly string[]> {
  const [paths, names] = [wanted.filter(isPath), wanted.filter((text) => !isPath(text))];
  const isOfStore = wanted.length === 0 || names.length > 0;
  const files = isOfStore ? await journalsIn(join(requireStore(store), 'journals')) : [];
  if (wanted.length === 0) return files;
  const named = names.length === 0 ? [] : (await Promise.all(files.map(readName))).flat();
  const chosen = names.map((text) => named.filter((journal) => isWanted(journal, text)));
  const unknown = names.filter((_, index) => chosen[index]!.length === 0);
  if (unknown.length > 0) throw new ThawError(unknown.map((text) => unknownSweep(text, named)));
  return [
    ...new Set([...chosen.flat().map(({ file }) => file), ...paths.map((file) => path.resolve(cwd, file))]),
  ];
}

const isPath = (text: string): boolean => text.endsWith('.ndjson');

const isWanted = ({ id, name }: NamedJournal, text: string): boolean =>
  name === text || (text.length >= 4 && id.startsWith(text));

/** Nothing for a journal that does not begin with a sweep: nobody can mean it by a name. */
async function readName(file: string): Promise<NamedJournal[]> {
  try {
    for await (const event of readJournal(file)) {
      if (event.type === 'sweep-started') return [{ file, id: event.sweep, name: event.name }];
    }
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
  }
  return [];
}

const unknownSweep = (text: string, journals: readonly NamedJournal[]) => {
  const names = [...new Set(journals.map(({ name }) => name))];
  return {
    code: 'THAW-COMPARE-NO-SWEEP',
    message: `there is no sweep ${JSON.stringify(text)} in this store`,
    expected: `the name or id of a sweep, or the path of a journal: ${names.join(', ') || 'the store has no sweep'}`,
    found: JSON.stringify(text),
    remedy: didYouMean(text, names) ?? 'list the sweeps with `thaw runs`, or name another store with --store',
  };
};
