import { own, ThawError, valueOfYaml } from '@thaw/core';
import { readFileSync, statSync, type Stats } from 'node:fs';

/**
 * A file that a command reads is not what it writes; also by another name, through a link, or in other letters where the
 * file system takes them for the same. `what` is in words: `the spec itself`.
 * @throws ThawError `THAW-CLI-BAD-VALUE`
 */
export function refuseOwnInput(out: string, read: string, what: string): void {
  const [a, b] = [out, read].map(statOf);
  if (a && b && a.ino === b.ino && a.dev === b.dev) throw wouldReplace(out, what);
}

/**
 * For commands that go by what was run and not by a spec: one that is there is no place to write to, unless it is the one
 * that is written anew, by its name.
 * @throws ThawError `THAW-CLI-BAD-VALUE`
 */
export function refuseOtherSpec(out: string, name?: string): void {
  const found = specAt(out);
  if (found && (name === undefined || own(found, 'name') !== name))
    throw wouldReplace(out, 'a spec that is there');
}

function specAt(file: string): Readonly<Record<string, unknown>> | undefined {
  if (!/\.ya?ml$/i.test(file) || !statOf(file)?.isFile()) return undefined;
  try {
    const value = valueOfYaml(readFileSync(file, 'utf8'));
    const isSpec =
      value !== null &&
      typeof value === 'object' &&
      ['phases', 'backbone', 'extends'].some((key) => Object.hasOwn(value, key));
    return isSpec ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

const wouldReplace = (out: string, what: string) =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `--out is ${what}`,
    expected: 'another file',
    found: out,
    remedy: 'name another file with --out',
  });

/** Where nothing can be is told by whoever writes there. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
