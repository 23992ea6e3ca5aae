import { listing } from '../errors/listing.js';
import { holdsSecret } from '../errors/secrets.js';
import type { SchemaNode } from './schema-node.js';
import { shorthandOf } from './shorthand.js';

/** What a schema takes, in a few words: `a whole number ≥ 1`, `none, all, { last: … } or { from: … }`. */
export function describeSchema(schema: SchemaNode): string {
  if (schema.oneOf) return listing(schema.oneOf.flatMap(describeForm), 'or');
  if (schema.enum || schema.const !== undefined) return listing(describeForm(schema), 'or');
  if (schema.title && schema.type !== 'object') return schema.title;
  const short = shorthandOf(schema);
  const rest = short === undefined ? '' : `, or its ${short} alone`;
  return `${nounOf(schema.type)}${describeBounds(schema)}${describeItems(schema)}${rest}`;
}

/** A type as a noun: `a whole number`, `text`, `a map`. */
export function nounOf(type: SchemaNode['type']): string {
  switch (type) {
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a map';
    case undefined:
      return 'any value';
  }
}

/** A value as it was found, short enough for one line, unless that would print a secret. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `the list ${shown(toJson(value))}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty map' : `a map with ${listing(keys, 'and', 6)}`;
  }
  return shown(toJson(value));
}

const shown = (text: string): string => (holdsSecret(text) ? 'a secret, which is not shown' : shorten(text));

/** As JSON, but with the numbers that only YAML can write. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'number' && !Number.isFinite(member) ? shortNumber(member) : member,
  ).replaceAll(/"(\.nan|-?\.inf)"/g, '$1');

/** A value as one would write it in a spec, in one line. */
export function inYaml(value: unknown): string {
  const quoted = (item: unknown) => (typeof item === 'string' ? JSON.stringify(item) : inYaml(item));
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  if (typeof value === 'number') return shortNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As people write it: 1e-5 rather than 0.00001. */
export function shortNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential() : String(value);
}

function describeForm(form: SchemaNode): readonly string[] {
  if (form.enum) return form.enum;
  if (form.const !== undefined) return [form.const];
  if (form.required) return [`{ ${form.required.map((key) => `${key}: …`).join(', ')} }`];
  return [describeSchema(form)];
}

function describeBounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaNode): string {
  const bounds = [
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length > 0 ? ` ${listing(bounds, 'and')}` : '';
}

function describeItems({ type, items, additionalProperties }: SchemaNode): string {
  if (type === 'array' && items?.type && items.type !== 'object') return `, each ${describeSchema(items)}`;
  if (type !== 'object' || !additionalProperties) return '';
  const plural = { number: 'numbers', string: 'texts' } as Readonly<Record<string, string>>;
  return ` of names to ${plural[additionalProperties.type ?? ''] ?? 'values'}`;
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
