import { didYouMean } from '../errors/did-you-mean.js';
import { listing } from '../errors/listing.js';
import type { Problem } from '../errors/problem.js';
import type { Keys } from './keys.js';
import { ourNameFor } from './other-names.js';
import { formsOf, freeKeysOf, propertyOf, specSchemaNode, type SchemaNode } from './schema-node.js';

/** A setting that a path such as `phases.fine-tune.optimizer.learningRate` names: phases by name, never by number. */
export interface Setting {
  readonly path: string;
  readonly keys: Keys;
  readonly schema: SchemaNode;
}

/** Follows a path through the schema; none if it names nothing. A free name takes all that is left of the path. */
export function findSetting(path: string, phaseNames: readonly (string | undefined)[]): Setting | undefined {
  const keys: (string | number)[] = [];
  let schema: SchemaNode = specSchemaNode;
  let rest = path.split('.');
  while (rest.length > 0) {
    const [segment, ...following] = rest as [string, ...string[]];
    const property = propertyOf(schema, segment);
    const free = freeKeysOf(schema);
    const phase = schema === specSchemaNode.properties?.['phases'] ? phaseNames.indexOf(segment) : -1;
    if (property) keys.push(segment);
    else if (free) keys.push(rest.join('.'));
    else if (phase >= 0) keys.push(phase);
    else return undefined;
    schema = property ?? free ?? schema.items!;
    rest = property || phase >= 0 ? following : [];
  }
  return { path, keys, schema };
}

/** What to say of a path that names nothing. */
export function unknownPath(
  path: string,
  phaseNames: readonly (string | undefined)[],
): Omit<Problem, 'position'> {
  const names = [...new Set(phaseNames.filter((name) => name !== undefined))];
  const paths = settingPaths(specSchemaNode, '', names);
  const asOurs = path
    .split('.')
    .map((name) => ourNameFor(name) ?? name)
    .join('.');
  const spoken = [...new Set([path, asOurs])];
  const endings = [
    ...new Set(spoken.flatMap((ending) => paths.filter((known) => isMeantBy(known, ending)))),
  ].map((known) => `\`${known}\``);
  const suggestion =
    endings.length > 0 ? `did you mean ${listing(endings, 'or', 3)}?` : didYouMean(path, paths);
  return {
    code: 'THAW-SPEC-UNKNOWN-PATH',
    message: `${path} names no setting`,
    expected: 'the path of a setting, with phases by name, such as phases.NAME.epochs',
    found: JSON.stringify(path),
    ...(suggestion && { remedy: suggestion }),
  };
}

/** Whether a path is the end of a known one, or leaves out what stands between: `phases.head.learningRate`. */
function isMeantBy(known: string, path: string): boolean {
  const last = path.lastIndexOf('.');
  const [begin, end] = [path.slice(0, last + 1), path.slice(last + 1)];
  return (
    `.${known}`.endsWith(`.${path}`) || (begin !== '' && known.startsWith(begin) && known.endsWith(`.${end}`))
  );
}

/** Where in a spec a key of this name would be at home, for example `phases.NAME.optimizer`. */
export function homeOf(key: string): string | undefined {
  const path = settingPaths(specSchemaNode, '', ['NAME']).find((known) => known.endsWith(`.${key}`));
  return path?.slice(0, -key.length - 1);
}

/** All paths from here down, free names left out. */
function settingPaths(schema: SchemaNode, prefix: string, phaseNames: readonly string[]): string[] {
  const below = (key: string, property: SchemaNode) => [
    `${prefix}${key}`,
    ...settingPaths(property, `${prefix}${key}.`, phaseNames),
  ];
  if (schema.items?.properties) return phaseNames.flatMap((name) => below(name, schema.items!));
  return formsOf(schema).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, property]) => below(key, property)),
  );
}
