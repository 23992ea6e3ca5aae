import { specSchema } from './schema.js';
import { own } from '../records/own.js';

/** The part of JSON Schema that the spec is written in, for code that walks it. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: false | SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

export const specSchemaNode: SchemaNode = specSchema;

/** A node's forms: what it is, or each of the things that it may be. */
export const formsOf = (schema: SchemaNode): readonly SchemaNode[] => schema.oneOf ?? [schema];

/** The schema under a key of any of the node's forms. */
export const propertyOf = (schema: SchemaNode, key: string): SchemaNode | undefined =>
  formsOf(schema)
    .map((form) => own(form.properties, key))
    .find((property) => property !== undefined);

/** The schema of values whose names are free, such as class weights. */
export const freeKeysOf = (schema: SchemaNode): SchemaNode | undefined =>
  formsOf(schema)
    .map((form) => form.additionalProperties)
    .find((additional) => additional !== undefined && additional !== false);
