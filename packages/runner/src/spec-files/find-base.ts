import { didYouMean, type Problem } from '@thaw/core';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

/** `./x`, `../x`, `/x`, `C:\x`: what can be no package. */
const pathPattern = /^(\.{0,2}[/\\]|[A-Za-z]:[/\\])/;

/** A file of a package, with a scope or without. */
const packagePattern = /^((?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*)\/.+$/;

/**
 * The file that a spec in this folder means by a name in `extends`: the one at that path, or else what Node would find under
 * that name.
 */
export function findBase(name: string, folder: string): string | Problem {
  const path = resolve(folder, name);
  const [, packageName] = (!pathPattern.test(name) && packagePattern.exec(name)) || [];
  if (packageName === undefined || existsSync(path)) return path;
  const { resolve: find } = createRequire(join(folder, 'spec.yaml'));
  const places = (find.paths(name) ?? []).map((place) => join(place, name));
  try {
    const found = find(name);
    // Under the name by which it was asked for, which does not change with a package's version as its real place may.
    return places.find((place) => existsSync(place) && realpathSync(place) === found) ?? found;
  } catch (error) {
    // A folder that is there was meant, and the file is missing in it.
    if (existsSync(resolve(folder, packageName))) return path;
    const isInstalled = (find.paths(name) ?? []).some((place) => existsSync(join(place, packageName)));
    return notFound(name, path, isInstalled ? undefined : packageName, error as NodeJS.ErrnoException);
  }
}

function notFound(
  name: string,
  path: string,
  missing: string | undefined,
  { code }: NodeJS.ErrnoException,
): Problem {
  const isKept = code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  return {
    code: 'THAW-SPEC-NO-BASE',
    message: `${name}, which this spec extends, is not there`,
    expected: `a file at ${path}, or a file of that package`,
    found: isKept
      ? 'a package whose `exports` do not offer it'
      : missing === undefined
        ? 'the package, but no such file in it'
        : 'neither the file nor the package',
    remedy:
      nearestFile(path) ??
      (missing === undefined ? `look into the package for what it offers` : `npm i -D ${missing}`),
  };
}

/** A file beside, if its name is much like this one's. */
export function nearestFile(path: string): string | undefined {
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)));
  } catch {
    return undefined;
  }
}
