import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { specSchema } from './schema.js';
import { specSchemaNode, type SchemaNode } from './schema-node.js';
import { specPage } from './spec-reference.js';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('the schema', () => {
  it('is a valid JSON Schema', () => {
    const ajv = new Ajv();
    expect(ajv.validateSchema(specSchema), ajv.errorsText()).toBe(true);
  });

  it('is what packages/core/spec.schema.json says (else: node packages/core/tools/emit-schema.mjs)', () => {
    expect(JSON.parse(readFileSync(file('spec.schema.json'), 'utf8'))).toEqual(specSchema);
  });

  it('is what the tables of docs/spec.md say (else: node packages/core/tools/emit-docs.mjs)', async () => {
    const path = file('../../docs/spec.md');
    const page = readFileSync(path, 'utf8');
    expect(page).toBe(await format(specPage(page), { ...(await resolveConfig(path)), filepath: path }));
  });

  it('gives examples that it accepts itself', () => {
    const ajv = new Ajv({ strictTypes: false });
    const examples = nodesOf(specSchemaNode).filter(({ examples }) => examples !== undefined);
    expect(examples.length).toBeGreaterThan(20);
    for (const node of examples)
      for (const example of node.examples!)
        expect(ajv.validate(node, example), `${node.description}`).toBe(true);
  });

  it('says of every setting what it means', () => {
    const silent = nodesOf(specSchemaNode)
      .flatMap(({ properties = {} }) => Object.entries(properties))
      .filter(([, { description }]) => !description)
      .map(([key]) => key);
    expect(silent).toEqual([]);
  });
});

function nodesOf(schema: SchemaNode): SchemaNode[] {
  const { properties = {}, oneOf = [], items, additionalProperties } = schema;
  const below = [
    ...Object.values(properties),
    ...oneOf,
    ...[items ?? []].flat(),
    ...[additionalProperties || []].flat(),
  ];
  return [schema, ...below.flatMap(nodesOf)];
}
