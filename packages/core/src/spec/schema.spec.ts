import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { editorSchema } from './editor-schema.js';
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
    const emitted = JSON.parse(readFileSync(file('spec.schema.json'), 'utf8')) as object;
    // Which networks there are is checked where they are known, in the registry's test.
    expect(emitted).toEqual(editorSchema(namesIn(emitted)));
    const ajv = new Ajv();
    expect(ajv.validateSchema(emitted), ajv.errorsText()).toBe(true);
  });

  it('lets editors take the short form of a map, and any name of a network besides those it offers', () => {
    const isValid = new Ajv({ allowUnionTypes: true }).compile(editorSchema(['xception']));
    const spec = { name: 'x', data: '../photos', backbone: '@acme/net', phases: [{ name: 'a', epochs: 1 }] };
    expect(isValid(spec), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ ...spec, $schema: 'x.json', backbone: { name: 'xception' } })).toBe(true);
    expect(isValid({ ...spec, backbone: 3 })).toBe(false);
  });

  it('lets editors take in part what extends another spec, or is there to be extended', () => {
    const isValid = new Ajv({ allowUnionTypes: true }).compile(editorSchema(['xception']));
    const phases = { extract: { epochs: 3, optimizer: { schedule: null } }, tune: null };
    for (const part of [
      { extends: './base.yaml', name: 'x', phases, head: null, backbone: { imageSize: 64 } },
      { extends: ['./a.yaml', '@acme/b.yaml'], data: null, phases: [{ name: 'tune', trainable: 'all' }] },
      { data: '../photos', seed: null, backbone: null, tracking: { tags: { a: null } }, phases: null },
    ])
      expect(isValid(part), JSON.stringify(isValid.errors)).toBe(true);
    for (const wrong of [
      { name: 'x' },
      { extends: 3 },
      { extends: './base.yaml', haed: null },
      { extends: './base.yaml', phases: [{ epochs: 3 }] },
      { extends: './base.yaml', phases: { extract: { epochs: 0 } } },
    ])
      expect(isValid(wrong), JSON.stringify(wrong)).toBe(false);
  });

  it('has as default what its descriptions say', () => {
    const said = nodesOf(specSchemaNode).flatMap(({ description, default: standard }) => {
      const [, word] = /Default ([\w.-]+)\.$/.exec(description ?? '') ?? [];
      return word === undefined ? [] : [[word, String(standard)]];
    });
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter(([word, standard]) => word !== standard)).toEqual([]);
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

function namesIn(schema: object): readonly string[] {
  const { definitions } = schema as { definitions: Record<string, SchemaNode> };
  return definitions['whole']!.properties!['backbone']!.oneOf![0]!.anyOf![0]!.enum!;
}

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
