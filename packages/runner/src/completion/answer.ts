import { workspaceFolder } from '../api/workspace-folder.js';
import { complete } from './complete.js';
import { readTable } from './table.js';
import type { Completion } from './candidate.js';

/** What `thaw __complete WORD…` prints: candidates, and how the shell is to take them. */
export async function answerTo(words: readonly string[], cwd: string): Promise<string> {
  return textOf(await complete(words, readTable(), { cwd, workspace: workspaceFolder(cwd) }));
}

export function textOf({ candidates, paths }: Completion): string {
  const goesOn = candidates.length > 0 && candidates.every(({ value }) => /[=/]$/.test(value));
  const lines = candidates
    // A name with a line break in it no shell could take, and what else controls a terminal comes of no name.
    .filter(({ value }) => !/\p{Cc}/u.test(value))
    .map(({ value, description }) =>
      description ? `${value}\t${description.replace(/[\s\p{Cc}]+/gu, ' ')}` : value,
    );
  return [...lines, `:${[paths, goesOn && 'nospace'].filter(Boolean).join(' ')}`]
    .map((line) => `${line}\n`)
    .join('');
}
