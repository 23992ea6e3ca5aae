import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Candidate } from './candidate.js';
import { textOf } from './regular-file.js';
import type { Place } from './values.js';

/** The latest are what people mean. */
const mostJournals = 20;

/** Of a longer journal its beginning, with the sweep's name, and its end, with the latest runs. */
const mostBytes = 512 * 1024;

/** A line of a journal, as far as completion reads one; `@thaw/tracker`, which reads all of it, takes long to load. */
interface Line {
  readonly type: string;
  readonly timeMs: number;
  readonly sweep: string;
  readonly run?: string;
  readonly name?: string;
}

/** A member that tells one line from others. */
type Identity = 'run' | 'name';
type Identified<Id extends Identity> = Line & Readonly<Record<Id, string>>;

/** Ids of runs, the latest first. */
export const runIds = (store: string | undefined, place: Place): readonly Candidate[] =>
  latest('run', linesOf('run-started', 'run', store, place)).map(({ run, name }) => ({
    value: run,
    description: name ?? '',
  }));

/** Names of sweeps, the latest first. */
export const sweepNames = (store: string | undefined, place: Place): readonly Candidate[] =>
  latest('name', linesOf('sweep-started', 'name', store, place)).map(({ name, sweep }) => ({
    value: name,
    description: sweep,
  }));

function latest<Id extends Identity>(id: Id, lines: readonly Identified<Id>[]): readonly Identified<Id>[] {
  const byId = new Map(lines.toSorted((a, b) => a.timeMs - b.timeMs).map((line) => [line[id], line]));
  return [...byId.values()].sort((a, b) => b.timeMs - a.timeMs);
}

function linesOf<Id extends Identity>(
  type: string,
  id: Id,
  store: string | undefined,
  { cwd, workspace }: Place,
): readonly Identified<Id>[] {
  const folder = join(store === undefined ? join(workspace, '.thaw') : resolve(cwd, store), 'journals');
  const start = `{"type":"${type}"`;
  return journalsIn(folder).flatMap((file) =>
    textOf(file, mostBytes)
      .split('\n')
      .filter((line) => line.startsWith(start))
      .flatMap(parsed)
      .filter((line): line is Identified<Id> => isLine(line) && typeof line[id] === 'string'),
  );
}

function journalsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .map((name) => join(folder, name))
      .map((file) => ({ file, changedMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => b.changedMs - a.changedMs)
      .slice(0, mostJournals)
      .map(({ file }) => file);
  } catch {
    return [];
  }
}

/** Damage may have made something else of it. */
const isLine = ({ timeMs, sweep, run, name }: Partial<Line>): boolean =>
  Number.isFinite(timeMs) &&
  typeof sweep === 'string' &&
  [run, name].every((each) => ['string', 'undefined'].includes(typeof each));

/** A line that is being written is none yet. */
function parsed(line: string): Partial<Line>[] {
  try {
    return [JSON.parse(line) as Partial<Line>];
  } catch {
    return [];
  }
}
