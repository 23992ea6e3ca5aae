import { ThawError, type Problem } from '@thaw/core';
import type { ErrnoException } from 'import-meta-resolve';
import { isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PackageVersion } from './backbone-module.js';
import { findManifest } from './package-manifest.js';

/** A name of the npm registry, with a scope or without, and perhaps a module inside the package. */
const packagePattern = /^((?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*)(?:\/.*)?$/;

/** Of `exports` in a `package.json`, as for an import in Node. */
const conditions = new Set(['node', 'import']);

export interface ResolvedModule {
  readonly url: string;
  /** Absent of a file that the spec names by its path. */
  readonly package?: PackageVersion;
  /** Of the package, as it really is. */
  readonly folder?: string;
}

/**
 * What `import` of the name would load, if it stood in a module of this folder; undefined if the name can be neither a
 * package nor a file. Nothing of it is executed. Throws a ThawError.
 */
export async function resolveModule(name: string, folder: string): Promise<ResolvedModule | undefined> {
  const isFile = /^\.{0,2}\//.test(name);
  const [, packageName] = packagePattern.exec(name) ?? [];
  if (!isFile && (packageName === undefined || isBuiltin(name))) return undefined;
  // Imported when they are needed: hardly any spec names a network that is not built in.
  const [{ moduleResolve }, { thawVersionProblem }] = await Promise.all([
    import('import-meta-resolve'),
    import('./thaw-version-problem.js'),
  ]);
  let url: URL;
  try {
    url = moduleResolve(name, pathToFileURL(`${folder}/`), conditions);
  } catch (error) {
    throw new ThawError(unresolvable(name, folder, packageName, error as ErrnoException));
  }
  const manifest = isFile ? undefined : await findManifest(fileURLToPath(url));
  const problem = manifest && thawVersionProblem(manifest);
  if (problem) throw new ThawError(problem);
  if (!manifest) return { url: url.href };
  const { name: called, version, folder: packageFolder } = manifest;
  return { url: url.href, package: { name: called, version }, folder: packageFolder };
}

function unresolvable(
  name: string,
  folder: string,
  packageName: string | undefined,
  { code, message }: ErrnoException,
): Problem {
  // A package that is there may still lack the file that it promises.
  const isMissing =
    code === 'ERR_MODULE_NOT_FOUND' &&
    (packageName === undefined || message.startsWith('Cannot find package'));
  if (!isMissing) {
    return {
      code: 'THAW-BACKBONE-UNLOADABLE',
      message: `${name} cannot be imported`,
      found: `${code}: ${message.replace(/ imported from .*$/s, '')}`,
      remedy:
        packageName === undefined
          ? 'name a file, with its ending'
          : `this is for the authors of ${packageName} to mend`,
    };
  }
  return packageName === undefined
    ? {
        code: 'THAW-BACKBONE-NOT-FOUND',
        message: `there is no file ${name}`,
        expected: `a JavaScript module; the path starts from ${folder}`,
        remedy: 'correct the path, and write it with its ending, for example ./convnext.js',
      }
    : {
        code: 'THAW-BACKBONE-NOT-FOUND',
        message: `the package ${packageName} is not installed`,
        expected: `a package that can be imported from ${folder}`,
        remedy: `npm i -D ${packageName}`,
      };
}
