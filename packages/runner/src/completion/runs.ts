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

/** Ids of runs, the latest first. */
export const runIds = (store: string | undefined, place: Place): readonly Candidate[] =>
  latest(linesOf('run-started', store, place), ({ run }) => run!).map(({ run, name }) => ({
    value: run!,
    description: name ?? '',
  }));

/** Names of sweeps, the latest first. */
export const sweepNames = (store: string | undefined, place: Place): readonly Candidate[] =>
  latest(linesOf('sweep-started', store, place), ({ name }) => name!).map(({ name, sweep }) => ({
    value: name!,
    description: sweep,
  }));

function latest(lines: readonly Line[], idOf: (line: Line) => string): readonly Line[] {
  const byId = new Map(lines.toSorted((a, b) => a.timeMs - b.timeMs).map((line) => [idOf(line), line]));
  return [...byId.values()].sort((a, b) => b.timeMs - a.timeMs);
}

function linesOf(type: string, store: string | undefined, { cwd, workspace }: Place): readonly Line[] {
  const folder = join(store === undefined ? join(workspace, '.thaw') : resolve(cwd, store), 'journals');
  const start = `{"type":"${type}"`;
  return journalsIn(folder).flatMap((file) =>
    textOf(file, mostBytes)
      .split('\n')
      .filter((line) => line.startsWith(start))
      .flatMap(parsed),
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

/** A line that is being written is none yet. */
function parsed(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [];
  }
}
