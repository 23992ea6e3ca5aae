import { resolve } from 'node:path';
import { openSpec } from './open-spec.js';

/**
 * The files that a spec is made of, as absolute paths: the spec itself first, then all that it extends, and those that it takes a
 * text from with `${file:…}`, each once. What cannot be read is left out; `validateSpec` tells of it. Nothing is run or checked.
 * @throws ThawError `THAW-SPEC-NO-FILE` where the spec itself cannot be read.
 */
export async function specFiles(spec: string): Promise<readonly string[]> {
  return (await openSpec(resolve(spec))).files;
}
