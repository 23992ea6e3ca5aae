import type { SourcePosition } from '../../errors/problem.js';
import { canonicalJson } from '../../hash/canonical-json.js';
import { own } from '../../records/own.js';
import type { Keys } from '../keys.js';
import { formsOf, freeKeysOf, propertyOf, specSchemaNode, type SchemaNode } from '../schema-node.js';
import type { Locate } from '../schema-problems.js';
import { shorthandOf } from '../shorthand.js';

/** A setting of a spec, and what it comes to. */
export interface ListedSetting {
  /** As `--set` and `sweep.parameters` name it: phases by name. */
  readonly path: string;
  /** The way to it: phases by number. */
  readonly keys: Keys;
  readonly value: unknown;
  /** Where it is written; absent of a default. */
  readonly position?: SourcePosition;
}

export interface Listed {
  /** What the spec says, valid. */
  readonly written: unknown;
  /** What the spec comes to in each of its runs, with every default. At least one. */
  readonly filled: readonly unknown[];
  /** Paths that are swept; what holds without the sweep holds in no run. */
  readonly swept: readonly string[];
  readonly locate: Locate;
}

/**
 * Every setting of a spec, in the order of the schema. What has one of several forms, such as `trainable`, is one setting.
 * A default that is another in each run, such as the image size of swept networks, is none of the spec.
 */
export function listSettings({ written, filled, swept, locate }: Listed): readonly ListedSetting[] {
  const [first, ...others] = filled.map((each) => settingsIn(written, each, specSchemaNode, '', []));
  const values = others.map(
    (settings) => new Map(settings.map(({ path, value }) => [path, canonicalJson(value)])),
  );
  const isSwept = (path: string) => swept.some((each) => path === each || path.startsWith(`${each}.`));
  return first!.flatMap(({ isWritten, ...setting }) => {
    const { path, keys, value } = setting;
    if (isWritten) return { ...setting, position: locate(keys, 'value') };
    const isCommon = values.every((run) => run.get(path) === canonicalJson(value));
    return isSwept(path) || !isCommon ? [] : setting;
  });
}

type Found = Omit<ListedSetting, 'position'> & { readonly isWritten: boolean };

function settingsIn(
  written: unknown,
  filled: unknown,
  schema: SchemaNode,
  path: string,
  keys: Keys,
): Found[] {
  if (schema === specSchemaNode.properties!['phases']) return settingsOfPhases(written, filled, path, keys);
  const members = membersOf(filled, schema);
  const said = membersOf(written, schema);
  if (!members && !said) {
    const value = written ?? filled;
    return value === undefined ? [] : [{ path, keys, value, isWritten: written !== undefined }];
  }
  const names = new Set([
    ...formsOf(schema).flatMap(({ properties = {} }) => Object.keys(properties)),
    ...Object.keys(members ?? {}),
    ...Object.keys(said ?? {}),
  ]);
  return [...names].flatMap((name) =>
    settingsIn(
      own(said, name),
      own(members, name),
      propertyOf(schema, name) ?? freeKeysOf(schema)!,
      path === '' ? name : `${path}.${name}`,
      [...keys, name],
    ),
  );
}

/** Phases have names: the spec was found valid. */
function settingsOfPhases(written: unknown, filled: unknown, path: string, keys: Keys): Found[] {
  const [said, phases] = [written, filled] as (readonly { readonly name: string }[] | undefined)[];
  const { items } = specSchemaNode.properties!['phases']!;
  return (phases ?? said!).flatMap(({ name }, index) =>
    settingsIn(said?.[index], phases?.[index], items!, `${path}.${name}`, [...keys, index]),
  );
}

/** What is in a map that is not one of several forms, in the map that a text is short for, or in one that may be a list of such. */
function membersOf(value: unknown, schema: SchemaNode): Readonly<Record<string, unknown>> | undefined {
  const short = shorthandOf(schema);
  if (typeof value === 'string' && short !== undefined) return { [short]: value };
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isMap && (short !== undefined || !schema.oneOf || mayBeSeveral(schema))
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Whether a list of what else may stand there may stand there. */
const mayBeSeveral = (schema: SchemaNode): boolean =>
  formsOf(schema).some(({ items }) => items && formsOf(schema).includes(items));
