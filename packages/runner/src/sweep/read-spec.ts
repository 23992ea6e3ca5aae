import { backbones as builtIn } from '@thaw/backbones';
import { backboneNames, loadSpec, own, ThawError, type LoadedSpec } from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A spec, and the networks that its runs name. */
export interface ReadSpec extends LoadedSpec {
  readonly backbones: Backbones;
}

/**
 * Reads and checks a spec, with the packages that its backbones come from; its paths are relative to its own folder.
 * Throws a ThawError with all that is wrong.
 */
export async function readSpec(specFile: string, overrides: readonly string[]): Promise<ReadSpec> {
  const text = await readFile(specFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
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
  const folder = dirname(specFile);
  const { loaded, unavailable } = await loadBackbones(backboneNames(text, overrides), folder);
  const spec = loadSpec(text, {
    file: specFile,
    backbones: { ...builtIn, ...Object.fromEntries(loaded.map(({ name, backbone }) => [name, backbone])) },
    unavailable,
    overrides,
    resolvePath: (path) => resolve(folder, path),
  });
  return { ...spec, backbones: withBuiltIn(loaded) };
}

const found: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file that you may not read',
};
