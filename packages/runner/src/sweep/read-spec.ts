import { backbones as builtIn } from '@thaw/backbones';
import { backboneNames, loadSpec, own, ThawError, type LoadedSpec, type Spec } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A spec, and the networks that its runs name. */
export interface ReadSpec extends LoadedSpec {
  readonly backbones: Backbones;
}

/**
 * Reads and checks a spec, with the packages that its backbones come from. `written`: the path of a file, to whose folder
 * its paths are relative, or an object, whose paths are relative to `cwd`.
 * @throws ThawError with all that is wrong.
 */
export async function readSpec(
  written: string | Spec,
  overrides: readonly string[],
  cwd = '.',
): Promise<ReadSpec> {
  const isFile = typeof written === 'string';
  const [spec, file, folder] = isFile
    ? [await readText(written), written, dirname(written)]
    : [written, 'spec', cwd];
  const { loaded, unavailable } = await loadBackbones(backboneNames(spec, overrides), folder);
  const read = loadSpec(spec, {
    ...{ file, unavailable, overrides },
    backbones: { ...builtIn, ...Object.fromEntries(loaded.map(({ name, backbone }) => [name, backbone])) },
    resolvePath: (path) => resolve(folder, path),
  });
  return { ...read, backbones: withBuiltIn(loaded) };
}

const readText = (specFile: string): Promise<string> =>
  readFile(specFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ThawError({
      code: 'THAW-SPEC-NO-FILE',
      message: `the spec ${specFile} cannot be read`,
      expected: 'a YAML file',
      found: own(found, error.code ?? '') ?? error.message,
      remedy:
        error.code === 'EISDIR'
          ? 'name the file in it'
          : 'check the path after --spec; it is relative to the folder you stand in',
    });
  });

const found: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that you may not read',
};
