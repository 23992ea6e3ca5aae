import type { Ajv, Options } from 'ajv';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * An `ajv` for Thaw's own schemas: that they are schemas is for its tests to say. Hardly ever anything is wrong (`matches`), and to load it
 * takes longer than most commands have to do, so that it is loaded by whoever has something to ask.
 */
export function openAjv(options: Options = {}): Ajv {
  const { Ajv } = require('ajv') as typeof import('ajv');
  return new Ajv({
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    // To make the code that checks shorter takes longer than to run it as it is, which happens once or twice.
    code: { optimize: false },
    ...options,
  });
}
