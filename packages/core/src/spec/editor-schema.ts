import { own } from '../records/own.js';
import { specSchemaNode, type SchemaNode } from './schema-node.js';
import { shorthandOf } from './shorthand.js';

/**
 * The schema as editors get it (`packages/core/spec.schema.json`): with an id, the short forms of maps, and the names of
 * the networks to choose from, which core does not know.
 */
export function editorSchema(backboneNames: readonly string[]): object {
  const { $schema, ...schema } = specSchemaNode as SchemaNode & { $schema: string };
  const properties = Object.fromEntries(
    Object.entries(schema.properties!).map(([name, property]) => {
      const full = name === 'backbone' ? withNames(property, backboneNames) : property;
      const key = shorthandOf(property);
      const { description, ...form } = full;
      return [name, key ? { description, oneOf: [own(full.properties, key), form] } : full];
    }),
  );
  return { $schema, $id: 'urn:thaw:spec', ...schema, properties };
}

/** Any text is a name, since packages have networks too, but these are offered. */
function withNames(backbone: SchemaNode, names: readonly string[]): SchemaNode {
  const { type, minLength, ...name } = backbone.properties!['name']!;
  const offered = { ...name, anyOf: [{ enum: names }, { type, minLength }] } as SchemaNode;
  return { ...backbone, properties: { ...backbone.properties, name: offered } };
}
