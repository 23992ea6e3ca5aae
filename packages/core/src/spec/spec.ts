import type { FromSchema } from 'json-schema-to-ts';
import type { specSchema } from './schema.js';

/** A spec as written: valid by the schema, short forms of maps in full, defaults not yet filled in, paths as in the file. */
export type Spec = FromSchema<typeof specSchema, { keepDefaultedPropertiesOptional: true }>;

/**
 * A spec that builds on others. It may leave out what they say, take away with null what they have, and change phases by
 * name.
 */
export type ExtendingSpec = Omit<ChangesOf<Spec>, 'phases'> & {
  /** By file or package; the later ones win over the earlier. */
  readonly extends: string | readonly string[];
  readonly phases?:
    readonly ChangesOf<SpecPhase>[] | Readonly<Record<string, ChangesOf<SpecPhase> | null>> | null;
};

type SpecPhase = Spec['phases'][number];

type ChangesOf<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: ChangesOf<T[Key]> | null }
    : T;

/** What is valid of a spec that may have mistakes elsewhere; the faulty parts are missing. */
export type PartialSpec = PartsOf<Spec>;

type PartsOf<T> = T extends readonly (infer Item)[]
  ? readonly (PartsOf<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: PartsOf<T[Key]> }
    : T;
