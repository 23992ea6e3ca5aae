import { own } from '../records/own.js';
import { partialSchema } from './partial-schema.js';
import { specSchemaNode, type SchemaNode } from './schema-node.js';
import { extendsSchema } from './schema/extends.js';
import { shorthandOf } from './shorthand.js';

/**
 * The schema as editors get it (`packages/core/spec.schema.json`): with an id, the short forms of maps, and the names of
 * the networks to choose from, which core does not know. What extends another spec, or has no name and so is there to be
 * extended, may leave out anything.
 */
export function editorSchema(backboneNames: readonly string[]): object {
  const { $schema, title, description, type, ...schema } = specSchemaNode as SchemaNode & { $schema: string };
  const propertiesAs = (form: (property: SchemaNode, name: string) => SchemaNode) => ({
    extends: extendsSchema,
    ...Object.fromEntries(
      Object.entries(schema.properties!).map(([name, property]) => {
        const full = name === 'backbone' ? withNames(property, backboneNames) : property;
        const key = shorthandOf(property);
        const { description, ...rest } = form(full, name);
        return [name, key ? { description, oneOf: [asText(full, key), rest] } : form(full, name)];
      }),
    ),
  });
  return {
    ...{ $schema, $id: 'urn:thaw:spec', title, description, type },
    if: { anyOf: [{ required: ['extends'] }, { not: { required: ['name'] } }] },
    then: { $ref: '#/definitions/part' },
    else: { $ref: '#/definitions/whole' },
    definitions: {
      whole: { type, ...schema, properties: propertiesAs((property) => property) },
      part: { type, additionalProperties: false, properties: propertiesAs(partialSchema) },
    },
  };
}

/** What may stand for the whole map: of several forms of that key the texts. */
function asText({ properties }: SchemaNode, key: string): SchemaNode {
  const { anyOf, ...short } = own(properties, key)!;
  return anyOf ? { ...short, anyOf: anyOf.filter(({ type }) => type !== 'object') } : short;
}

/** Any text is a name, since packages have networks too, but these are offered. */
function withNames(backbone: SchemaNode, names: readonly string[]): SchemaNode {
  const { oneOf: forms = [], ...name } = backbone.properties!['name']!;
  const offered = { ...name, anyOf: [{ enum: names }, ...forms] } as SchemaNode;
  return { ...backbone, properties: { ...backbone.properties, name: offered } };
}
