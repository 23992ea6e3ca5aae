import type { ErrorObject } from 'ajv';
import type { Problem, SourcePosition } from '../errors/problem.js';
import { chooseForm } from './choose-form.js';
import { explain, type Explanation } from './explain-schema-error.js';
import type { Keys } from './keys.js';
import type { SchemaNode } from './schema-node.js';
import { schemaErrors } from './schema-validator.js';
import type { Part } from './yaml-source.js';
import { own } from '../records/own.js';

export type Locate = (keys: Keys, part: Part) => SourcePosition;

/** A problem together with the part of the spec that cannot be used because of it. */
export interface Finding {
  readonly problem: Problem;
  readonly keys: Keys;
}

/**
 * What the schema has against a value, one problem a place. `keys` is where in the spec the value stands; `locate`
 * takes keys from the spec's root.
 */
export function schemaProblems(
  value: unknown,
  schema: SchemaNode,
  keys: Keys,
  locate: Locate,
): readonly Finding[] {
  const errors = schemaErrors(value, schema);
  const explanations = explainAll(errors, keys, value);
  const places = new Set<string>();
  return explanations.flatMap(({ part, at, spoils, ...problem }) => {
    const position = locate(at, part);
    // Several keys may be missing from one map; a wrong value is told once.
    const place = [position.file, position.line, position.column, part === 'key' && problem.message].join(
      ':',
    );
    if (places.has(place)) return [];
    places.add(place);
    return { problem: { ...problem, position }, keys: spoils };
  });
}

function explainAll(errors: readonly ErrorObject[], keys: Keys, root: unknown): readonly Explanation[] {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const inside = (error: ErrorObject, choice: ErrorObject) =>
    error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
    `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);
  const plain = errors.filter(
    (error) => !choices.includes(error) && !choices.some((choice) => inside(error, choice)),
  );
  const placed = (error: ErrorObject): Keys => [...keys, ...keysOf(error.instancePath, root)];
  const explained = [
    ...plain.map((error) => explain(error, placed(error))),
    ...choices.flatMap((choice) => {
      const at = placed(choice);
      const form = chooseForm(choice, at);
      if (typeof form !== 'number') return form;
      const beginning = `${choice.schemaPath}/${form}/`;
      return errors
        .filter((error) => inside(error, choice) && error.schemaPath.startsWith(beginning))
        .map((error) => ({ ...explain(error, placed(error)), spoils: at }));
    }),
  ];
  return withoutEchoes(explained);
}

/** A misspelt key is one mistake, though ajv also misses the key that was meant. */
function withoutEchoes(explanations: readonly Explanation[]): readonly Explanation[] {
  const meant = new Set(explanations.map(({ remedy }) => remedy));
  return explanations.filter(
    ({ code, missing }) => code !== 'THAW-SPEC-MISSING-KEY' || !meant.has(`did you mean \`${missing}\`?`),
  );
}

/** A JSON pointer as keys; indices of lists become numbers. */
function keysOf(pointer: string, root: unknown): Keys {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => {
      const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = own(value as Record<string | number, unknown>, key);
      return key;
    });
}
