import type { ErrorObject } from 'ajv';
import { nearest } from '../errors/did-you-mean.js';
import { listing } from '../errors/listing.js';
import type { Problem } from '../errors/problem.js';
import { describeSchema, describeValue, inYaml, nounOf } from './describe.js';
import { labelOf, type Keys } from './keys.js';
import { specSchemaNode, type SchemaNode } from './schema-node.js';
import { ourNameFor } from './other-names.js';
import { homeOf } from './setting-path.js';
import type { Part } from './yaml-source.js';
import { own } from '../records/own.js';

/** A problem that has not been located yet. */
export interface Explanation extends Omit<Problem, 'position'> {
  readonly at: Keys;
  readonly part: Part;
  /** The part of the spec that cannot be used because of it. */
  readonly spoils: Keys;
  /** The key that is not there. */
  readonly missing?: string;
}

/** One of ajv's errors in words. `at` is the place of the value that it is about. */
export function explain(error: ErrorObject, at: Keys): Explanation {
  const schema = error.parentSchema as SchemaNode;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error.params['additionalProperty'], Object.keys(schema.properties ?? {}), at);
    case 'required':
      return missingKey(error.params['missingProperty'], schema, error.data, at);
    case 'type':
      return wrongValue(
        'THAW-SPEC-WRONG-TYPE',
        `${labelOf(at)} must be ${nounOf(schema.type)}`,
        schema,
        error.data,
        at,
      );
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return tooLittle(error, schema, at);
    default:
      return wrongValue('THAW-SPEC-WRONG-VALUE', complaint(error, labelOf(at)), schema, error.data, at);
  }
}

export function unknownKey(key: string, allowed: readonly string[], at: Keys): Explanation {
  const ours = ourNameFor(key);
  // It has been followed by now, and so is none of those that are left.
  const written = at.length === 0 ? [...allowed, 'extends'] : allowed;
  const meant = ours !== undefined && written.includes(ours) ? ours : nearest(key, written);
  const home = homeOf(key);
  const homeOfOurs = ours === undefined ? undefined : homeOf(ours);
  return {
    code: 'THAW-SPEC-UNKNOWN-KEY',
    message: `${labelOf(at)} has no setting ${key}`,
    // What is for editors is no setting.
    expected: listing(
      allowed.filter((name) => !name.startsWith('$')),
      'or',
    ),
    found: key,
    remedy:
      meant !== undefined
        ? `did you mean \`${meant}\`?`
        : home === at.join('.')
          ? 'take it away, or write what it goes with'
          : home
            ? `${key} is a setting of ${home}`
            : own(specSchemaNode.properties, key)
              ? `${key} stands at the top of a spec, and holds for all of it`
              : homeOfOurs !== undefined
                ? `${key} is called ${ours} here, a setting of ${homeOfOurs}`
                : 'take it away',
    at: [...at, key],
    part: 'key',
    spoils: [...at, key],
  };
}

function missingKey(key: string, schema: SchemaNode, data: unknown, at: Keys): Explanation {
  const property = own(schema.properties, key) ?? {};
  return {
    code: 'THAW-SPEC-MISSING-KEY',
    message: `${labelOf(at)} lacks ${key}`,
    expected: `${key}: ${describeSchema(property)}`,
    found: describeValue(data),
    remedy: exampleOf(key, property, 'add') ?? `add \`${key}\``,
    at,
    part: 'key',
    spoils: [...at, key],
    missing: key,
  };
}

export function wrongValue(
  code: string,
  message: string,
  schema: SchemaNode,
  data: unknown,
  at: Keys,
): Explanation {
  const words = [schema, ...(schema.oneOf ?? [])].flatMap((form) => form.enum ?? form.const ?? []);
  const meant = typeof data === 'string' ? nearest(data, words) : undefined;
  const name = at.findLast((key) => typeof key === 'string') ?? '';
  const remedy = meant === undefined ? exampleOf(name, schema, 'write') : `did you mean \`${meant}\`?`;
  return {
    code,
    message,
    expected: describeSchema(schema),
    found: describeValue(data),
    ...(remedy && { remedy }),
    at,
    part: 'value',
    spoils: at,
  };
}

function tooLittle({ params, data }: ErrorObject, schema: SchemaNode, at: Keys): Explanation {
  const isEmpty = params['limit'] === 1;
  const problem = isEmpty ? `${labelOf(at)} is empty` : `${labelOf(at)} is too short`;
  const explanation = wrongValue('THAW-SPEC-WRONG-VALUE', problem, schema, data, at);
  return isEmpty ? { ...explanation, expected: `${describeSchema(schema)}, not empty` } : explanation;
}

function complaint({ keyword, data }: ErrorObject, label: string): string {
  switch (keyword) {
    case 'minimum':
    case 'exclusiveMinimum':
      return `${label} is too small`;
    case 'maximum':
    case 'exclusiveMaximum':
      return `${label} is too large`;
    case 'maxItems':
      return `${label} is too long`;
    default:
      return `${label} cannot be ${describeValue(data)}`;
  }
}

function exampleOf(name: string, { examples }: SchemaNode, verb: 'add' | 'write'): string | undefined {
  if (examples === undefined || name === '') return undefined;
  return `${verb} for example \`${name}: ${inYaml(examples[0])}\``;
}
