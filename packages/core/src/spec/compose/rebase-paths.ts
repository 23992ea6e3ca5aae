import { isFileName, normalisePath } from '../paths.js';
import { freeKeysOf, propertyOf, specSchemaNode, type SchemaNode } from '../schema-node.js';
import { findSetting } from '../setting-path.js';
import { shorthandOf } from '../shorthand.js';
import { isMap } from './piece.js';

const { data, backbone, sweep } = specSchemaNode.properties!;
const { root, manifest } = data!.properties!;
const { name, model, weights } = backbone!.properties!;
const weightsFile = propertyOf(weights!, 'file');
const parameters = sweep!.properties!['parameters'];

/**
 * A file's value with its relative paths as they are from the folder of the spec that it becomes part of; `folder` is the
 * way from there to its own. A spec that extends a file is then the spec that has it all written out.
 */
export function rebasePaths(value: unknown, folder: string, schema: SchemaNode = specSchemaNode): unknown {
  if (folder === '.') return value;
  if (typeof value === 'string') return rebaseText(value, folder, schema);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      schema === parameters
        ? rebaseSpace(key, member, folder)
        : rebasePaths(member, folder, schemaAt(schema, key)),
    ]),
  );
}

const schemaAt = (schema: SchemaNode, key: string): SchemaNode =>
  propertyOf(schema, key) ?? freeKeysOf(schema) ?? {};

/** The values of a sweep are values of the setting that it sweeps. */
function rebaseSpace(path: string, space: unknown, folder: string): unknown {
  const schema = findSetting(path, [])?.schema;
  const each = (values: unknown) =>
    Array.isArray(values) && schema ? values.map((value) => rebasePaths(value, folder, schema)) : values;
  return isMap(space) && 'choice' in space ? { ...space, choice: each(space['choice']) } : each(space);
}

function rebaseText(text: string, folder: string, schema: SchemaNode): string {
  const short = shorthandOf(schema);
  const meant = short === undefined ? schema : propertyOf(schema, short);
  const isPath = meant === root || meant === manifest || meant === weightsFile || meant === model;
  if (!isPath && !(meant === name && isFileName(text))) return text;
  if (/^([/\\]|[A-Za-z]:[/\\])/.test(text)) return text;
  const path = normalisePath(`${folder}/${text}`);
  return isPath || /^(\.\.)?\//.test(path) ? path : `./${path}`;
}
