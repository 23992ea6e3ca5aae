import { backbones } from '@thaw/backbones';
import { loadSpec, ThawError, type LoadedSpec } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Reads and checks a spec; its paths are relative to its own folder. Throws a ThawError with all that is wrong. */
export async function readSpec(specFile: string, overrides: readonly string[]): Promise<LoadedSpec> {
  const text = await readFile(specFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ThawError({
      code: 'THAW-SPEC-NO-FILE',
      message: `the spec ${specFile} cannot be read`,
      found: error.code === 'ENOENT' ? 'no such file' : error.message,
      remedy: 'check the path after --spec; it is relative to the folder you stand in',
    });
  });
  return loadSpec(text, {
    file: specFile,
    backbones,
    overrides,
    resolvePath: (path) => resolve(dirname(specFile), path),
  });
}
