import type { ErrorObject } from 'ajv';
import { nearest } from '../errors/did-you-mean.js';
import { listing } from '../errors/listing.js';
import { describeValue } from './describe.js';
import { unknownKey, wrongValue, type Explanation } from './explain-schema-error.js';
import { labelOf, type Keys } from './keys.js';
import type { SchemaNode } from './schema-node.js';

/**
 * Of several forms that a value may have, the index of the one that was meant, so that only its errors are told; or,
 * if none or more than one was meant, what to say instead. Without this, ajv would complain about every form.
 */
export function chooseForm({ parentSchema, schema, data }: ErrorObject, at: Keys): number | Explanation {
  const forms = schema as readonly SchemaNode[];
  if (forms.every(({ type, required }) => !type && required)) return missingOneOf(forms, data, at);
  const maps = forms.filter(({ type }) => type === 'object');
  if (!isMap(data) || maps.length === 0) {
    const form = forms.findIndex(({ type }) => type === 'array' && Array.isArray(data));
    return form >= 0 ? form : noForm(parentSchema as SchemaNode, data, at);
  }
  const free = maps.find(({ additionalProperties }) => additionalProperties);
  if (free) return forms.indexOf(free);
  return chooseMap(maps, Object.keys(data), at, forms) ?? noForm(parentSchema as SchemaNode, data, at);
}

function chooseMap(
  maps: readonly SchemaNode[],
  keys: readonly string[],
  at: Keys,
  forms: readonly SchemaNode[],
): number | Explanation | undefined {
  const meant = maps.filter(({ required = [] }) => required.some((key) => keys.includes(key)));
  if (meant.length > 1)
    return conflict(
      meant.flatMap(({ required = [] }) => required),
      at,
    );
  if (meant[0] ?? maps.length === 1) return forms.indexOf(meant[0] ?? maps[0]!);
  const allowed = maps.flatMap(({ required = [] }) => required);
  const slip = keys.find((key) => nearest(key, allowed)) ?? keys[0];
  return slip === undefined ? undefined : { ...unknownKey(slip, allowed, at), spoils: at };
}

function conflict(keys: readonly string[], at: Keys): Explanation {
  return {
    code: 'THAW-SPEC-CONFLICTING-KEYS',
    message: `${labelOf(at)} takes only one of ${listing(keys, 'and')}`,
    expected: listing(keys, 'or'),
    found: listing(keys, 'and'),
    remedy: 'keep one of them',
    at: [...at, keys[1]!],
    part: 'key',
    spoils: at,
  };
}

function missingOneOf(forms: readonly SchemaNode[], data: unknown, at: Keys): Explanation {
  const keys = forms.flatMap(({ required = [] }) => required);
  return {
    code: 'THAW-SPEC-MISSING-KEY',
    message: `${labelOf(at)} lacks ${listing(keys, 'or')}`,
    expected: listing(keys, 'or'),
    found: describeValue(data),
    remedy: `add \`${keys[0]}\``,
    at,
    part: 'key',
    spoils: [...at, keys[0]!],
    missing: keys[0]!,
  };
}

function noForm(schema: SchemaNode, data: unknown, at: Keys): Explanation {
  const message = `${labelOf(at)} cannot be ${describeValue(data)}`;
  const code = typeof data === 'string' ? 'THAW-SPEC-WRONG-VALUE' : 'THAW-SPEC-WRONG-TYPE';
  return wrongValue(code, message, schema, data, at);
}

const isMap = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
