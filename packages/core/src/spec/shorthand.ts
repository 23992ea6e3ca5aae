import { own } from '../records/own.js';
import { specSchemaNode, type SchemaNode } from './schema-node.js';

const { data, backbone, phases } = specSchemaNode.properties!;
const { resize } = data!.properties!;
const { schedule } = phases!.items!.properties!['optimizer']!.properties!;

/** The maps for which one text may be written, and the key that the text stands for. */
const keys = new Map([
  [data!, 'root'],
  [backbone!, 'name'],
  [resize!, 'mode'],
  [schedule!, 'name'],
]);

/** The key that a text in the place of this map stands for, as `name` in `backbone: xception`. */
export const shorthandOf = (schema: SchemaNode): string | undefined => keys.get(schema);

/** A spec, or what stands at a part of it, with `data` and `backbone` as maps, so that nobody else need know of both. */
export function inFull(value: unknown, schema: SchemaNode = specSchemaNode): unknown {
  const key = shorthandOf(schema);
  if (key !== undefined && !schema.oneOf && typeof value === 'string') return { [key]: value };
  if (schema !== specSchemaNode || value === null || typeof value !== 'object' || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const property = own(schema.properties, name);
      return [name, property ? inFull(member, property) : member];
    }),
  );
}
