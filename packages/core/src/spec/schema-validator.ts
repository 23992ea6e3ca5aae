import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { matches } from '../records/matches.js';
import { openAjv } from '../records/open-ajv.js';
import type { SchemaNode } from './schema-node.js';

let ajv: Ajv | undefined;
const compiled = new WeakMap<SchemaNode, ValidateFunction>();

/** All that ajv finds wrong with a value. Each part of the schema is compiled once, when something is wrong. */
export function schemaErrors(value: unknown, schema: SchemaNode): readonly ErrorObject[] {
  if (matches(value, schema)) return [];
  ajv ??= openAjv({ allErrors: true, verbose: true });
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value) ? [] : validate.errors!;
}
