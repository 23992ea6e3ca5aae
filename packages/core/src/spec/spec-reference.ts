import { describeSchema } from './describe.js';
import { formsOf, freeKeysOf, specSchemaNode, type SchemaNode } from './schema-node.js';

const start = '<!-- tables: emitted by packages/core/tools/emit-docs.mjs from the schema -->';
const end = '<!-- end of tables -->';

/** `docs/spec.md` with its tables renewed: one for each map of the spec, in the order of the schema. */
export function specPage(page: string): string {
  const [before] = page.split(start);
  const after = page.split(end)[1] ?? '';
  return [before, start, '\n\n', sections('', specSchemaNode).join('\n\n'), '\n\n', end, after].join('');
}

/** The tables of a node and of all below it. `path` is empty at the root. */
function sections(path: string, schema: SchemaNode): string[] {
  const inner = schema.items?.properties ? schema.items : schema;
  const name = inner === schema ? path : `${path}[]`;
  const members = [...membersOf(inner)];
  if (members.length === 0) return [];
  const table = [
    '| key | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...members.map(({ key, schema, required }) => row(key, schema, required)),
  ].join('\n');
  const { meaning } = splitDescription(inner);
  const title = path === '' ? '### The spec' : `### \`${name}\``;
  const below = members.flatMap(({ key, schema }) => sections(path === '' ? key : `${name}.${key}`, schema));
  return [title, meaning, table, ...below];
}

interface Member {
  readonly key: string;
  readonly schema: SchemaNode;
  readonly required: boolean;
}

function* membersOf(schema: SchemaNode): Iterable<Member> {
  const forms = formsOf(schema);
  const seen = new Set<string>();
  for (const form of forms) {
    for (const [key, property] of Object.entries(form.properties ?? {})) {
      if (seen.has(key)) continue;
      seen.add(key);
      yield { key, schema: property, required: forms.length === 1 && (form.required ?? []).includes(key) };
    }
  }
  const free = freeKeysOf(schema);
  // A free name's own table is worth having only if there is more to say than its type.
  if (free?.oneOf) yield { key: 'PATH', schema: free, required: false };
}

function row(key: string, schema: SchemaNode, required: boolean): string {
  const { meaning, standard } = splitDescription(schema);
  const cells = [`\`${key}\``, describeSchema(schema), required ? '*required*' : standard, meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A description and the default that it ends with. */
function splitDescription({ description = '' }: SchemaNode): { meaning: string; standard: string } {
  const match = /^(.*?)\s*Default:? (.+)\.$/s.exec(description);
  return match ? { meaning: match[1]!, standard: match[2]! } : { meaning: description, standard: '' };
}
