import { own } from '../../records/own.js';
import type { Outside } from './interpolate.js';
import { isMap } from './piece.js';
import { readWritten } from './read-written.js';
import type { SpecFile } from './spec-file.js';

/** Whether a spec, with all that it extends, has no name: it is there for others to extend, and no experiment by itself. */
export function isBase(spec: SpecFile, env: Outside['env'] = {}): boolean {
  const { value, isBroken } = readWritten(spec, { file: spec.source.file, outside: { env } });
  return !isBroken && isMap(value) && own(value, 'name') === undefined;
}
