import { ThawError } from '@thaw/core';
import { resolve } from 'node:path';
import { openSpec } from './open-spec.js';

/**
 * The files that a spec is made of, as absolute paths: the spec itself first, then all that it extends, and those that it takes a
 * text from with `${file:…}`, each once. What cannot be read is left out; `validateSpec` tells of it. Nothing is run or checked.
 * @throws ThawError `THAW-SPEC-NO-FILE` where the spec itself cannot be read, `THAW-CLI-BAD-VALUE` where it is no path.
 */
export async function specFiles(spec: string): Promise<readonly string[]> {
  const given: unknown = spec;
  if (typeof given !== 'string') throw noPath(given);
  return (await openSpec(resolve(spec))).files;
}

const noPath = (given: unknown): ThawError =>
  new ThawError({
    ...{ code: 'THAW-CLI-BAD-VALUE', message: 'a spec that lies in files is named by its path' },
    ...{ expected: 'a text', found: given === null ? 'null' : `of type ${typeof given}` },
  });
