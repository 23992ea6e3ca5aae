import type { SchemaNode } from './schema-node.js';

/** A schema as JSON has it; null is a type and a word there. */
type Schema = Omit<SchemaNode, 'type' | 'enum'> & {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
};

/**
 * The schema of a setting in a spec that changes others: maps may lack what they need, phases may be changed by name, and null
 * takes a setting away.
 */
export function partialSchema(node: SchemaNode, name?: string): SchemaNode {
  return (name === 'phases' ? partialPhases(node) : orNull(partial(node))) as SchemaNode;
}

function partial(node: SchemaNode): Schema {
  if (node.type !== 'object') return node;
  const { required: _, anyOf: __, properties, additionalProperties, ...rest } = node;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, property]) => [key, partialSchema(property)]),
      ),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties: additionalProperties && partialSchema(additionalProperties),
    }),
  };
}

const none = { type: 'null' } as const;

/** What is one of several forms, such as `trainable`, is replaced whole. */
function orNull(node: Schema): Schema {
  if (node.oneOf) return { ...node, oneOf: [...node.oneOf, none as object] };
  if (node.anyOf) return { ...node, anyOf: [...node.anyOf, none as object] };
  if (node.enum) return { ...node, enum: [...node.enum, null] };
  return node.type === undefined ? node : { ...node, type: [node.type, 'null'].flat() };
}

function partialPhases({ description, items }: SchemaNode): object {
  const phase = partial(items!);
  return {
    description,
    oneOf: [
      { type: 'array', items: { ...phase, required: ['name'] } },
      { type: 'object', additionalProperties: orNull(phase) },
      none,
    ],
  };
}
