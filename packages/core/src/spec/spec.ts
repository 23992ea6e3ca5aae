import type { FromSchema } from 'json-schema-to-ts';
import type { specSchema } from './schema.js';

/** A spec as written: valid by the schema, short forms of maps in full, defaults not yet filled in, paths as in the file. */
export type Spec = FromSchema<typeof specSchema, { keepDefaultedPropertiesOptional: true }>;

/** What is valid of a spec that may have mistakes elsewhere; the faulty parts are missing. */
export type PartialSpec = PartsOf<Spec>;

type PartsOf<T> = T extends readonly (infer Item)[]
  ? readonly (PartsOf<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartsOf<T[Key]> }
    : T;
