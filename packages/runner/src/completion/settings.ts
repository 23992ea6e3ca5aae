import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { wordsOf, type Candidate } from './candidate.js';
import type { Place } from './values.js';
import { written, type Written } from './written.js';

/** As far as the schema of specs says what may be written. */
interface Node {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

/** The schema that editors read: it names the networks too. */
function readSchema(): Node {
  const file = createRequire(import.meta.url).resolve('@thaw/core/spec.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { readonly definitions: { readonly whole: Node } };
  return schema.definitions.whole;
}

/** A node in all its forms. */
const formsOf = (node: Node): readonly Node[] => [
  node,
  ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap(formsOf),
];

const propertiesOf = (node: Node): readonly (readonly [string, Node])[] =>
  formsOf(node).flatMap(({ properties = {} }) => Object.entries(properties));

/** What may be written for a node in one word. */
const wordsFor = (node: Node): readonly string[] =>
  formsOf(node).flatMap((form) => [
    ...(form.enum ?? []).map(String),
    ...(form.const === undefined ? [] : [String(form.const)]),
    ...(form.type === 'boolean' ? ['true', 'false'] : []),
  ]);

const child = (node: Node | undefined, key: string): Node | undefined =>
  node && propertiesOf(node).find(([name]) => name === key)?.[1];

/** Settings as `--set` takes them, `path=`, and after the sign what may stand there. */
export async function settings(
  current: string,
  spec: string | undefined,
  { cwd }: Place,
): Promise<readonly Candidate[]> {
  const schema = readSchema();
  const end = current.indexOf('=');
  if (end === -1) return pathsBelow(schema, (await written(spec, cwd)).phases);
  const path = current.slice(0, end);
  const words = /^phases\..+\.trainable\.from$/.test(path)
    ? await layerNames(await written(spec, cwd))
    : wordsFor(nodeAt(schema, path) ?? {});
  return wordsOf([...new Set(words)].map((word) => `${path}=${word}`));
}

function pathsBelow(schema: Node, phases: readonly string[], prefix = ''): readonly Candidate[] {
  return propertiesOf(schema).flatMap(([name, node]) => {
    const path = `${prefix}${name}`;
    if (path === 'phases') {
      const phase = formsOf(node).find(({ items }) => items)!.items!;
      return phases.flatMap((each) => pathsBelow(phase, [], `phases.${each}.`));
    }
    if (path.startsWith('$') || path === 'extends' || path === 'sweep.parameters') return [];
    const below = pathsBelow(node, phases, `${path}.`);
    const isLeaf = below.length === 0 || wordsFor(node).length > 0;
    return [
      ...(isLeaf ? [{ value: `${path}=`, ...(node.description && { description: node.description }) }] : []),
      ...below,
    ];
  });
}

function nodeAt(schema: Node, path: string): Node | undefined {
  const [first, , ...inPhase] = path.split('.');
  if (first !== 'phases') return path.split('.').reduce<Node | undefined>(child, schema);
  const phase = formsOf(child(schema, 'phases')!).find(({ items }) => items)?.items;
  return inPhase.reduce<Node | undefined>(child, phase);
}

export const networkNames = (): readonly string[] => wordsFor(nodeAt(readSchema(), 'backbone.name') ?? {});

export const metricNames = (): readonly string[] =>
  wordsFor(nodeAt(readSchema(), 'sweep.objective.metric') ?? {});

/** Layers of the network that a spec names; networks take long to load, so only here. */
async function layerNames({ backbone = '' }: Written): Promise<readonly string[]> {
  const { layersOf } = await import('./layers.js');
  return layersOf(backbone);
}
