import type { FromSchema } from 'json-schema-to-ts';
import type { specSchema } from './schema.js';

/** A spec as written: valid by the schema, defaults not yet filled in, paths as in the file. */
export type Spec = FromSchema<typeof specSchema>;
