import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { specKeys } from '../spec-files/spec-keys.js';
import type { Candidate } from './candidate.js';
import { textOf } from './regular-file.js';
import type { Place } from './values.js';

/** Specs are small: of what is larger nothing is read. */
export const mostSpecBytes = 256 * 1024;

/** Specs in the folder that is written so far, and folders to go on to; with nothing written, also those in `experiments`. */
export function specFiles(current: string, { cwd }: Place): readonly Candidate[] {
  const shown = current.slice(0, current.lastIndexOf('/') + 1);
  const here = entriesOf(shown, cwd);
  return current === '' && !here.some(({ value }) => !value.endsWith('/'))
    ? [...entriesOf('experiments/', cwd).filter(({ value }) => !value.endsWith('/')), ...here]
    : here;
}

/** `shown` is how the folder is written: empty, or with a slash at its end. */
function entriesOf(shown: string, cwd: string): readonly Candidate[] {
  const folder = resolve(cwd, shown.replace(/^~(?=\/)/, homedir()));
  const entries = readFolder(folder).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  return entries.flatMap((entry): Candidate[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [{ value: `${shown}${entry.name}/` }];
    return /\.ya?ml$/.test(entry.name) && isSpec(path) ? [{ value: shown + entry.name }] : [];
  });
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isSpec(file: string): boolean {
  try {
    const text = textOf(file, mostSpecBytes, { whole: true });
    const has = (key: string) => new RegExp(`^["']?${key}["']?\\s*:`, 'm').test(text);
    const own = specKeys.filter(has).length;
    // What it extends may have all else.
    return own >= 2 || (has('extends') && (own > 0 || has('name')));
  } catch {
    return false;
  }
}
