import { Ajv, type ErrorObject } from 'ajv';
import { matches } from '../records/matches.js';
import type { SchemaNode } from './schema-node.js';

/** The schema itself is validated by a test rather than at every start, which halves the time to the first answer. */
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
  // To make the code that checks shorter takes longer than to run it as it is, which happens once or twice.
  code: { optimize: false },
});
const compiled = new WeakMap<SchemaNode, ReturnType<typeof ajv.compile>>();

/** All that ajv finds wrong with a value. Each part of the schema is compiled once, when something is wrong. */
export function schemaErrors(value: unknown, schema: SchemaNode): readonly ErrorObject[] {
  if (matches(value, schema)) return [];
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value) ? [] : validate.errors!;
}
