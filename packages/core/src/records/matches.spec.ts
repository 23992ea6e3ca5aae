import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { specSchema } from '../spec/schema.js';
import { matches } from './matches.js';

const text = { type: 'string' };
const schemas: readonly object[] = [
  ...['object', 'array', 'string', 'boolean', 'number', 'integer', 'null'].map((type) => ({ type })),
  { const: 'a' },
  { enum: ['a', 1, null] },
  { minimum: 1 },
  { maximum: 1 },
  { exclusiveMinimum: 1 },
  { exclusiveMaximum: 1 },
  { minLength: 2 },
  { pattern: '^[0-9a-f]+$' },
  { minItems: 2 },
  { maxItems: 1 },
  { uniqueItems: true, items: text },
  { uniqueItems: true },
  { items: text },
  { minProperties: 1 },
  { required: ['a'] },
  { properties: { a: text, b: { type: 'number' } } },
  { additionalProperties: false, properties: { a: text } },
  { additionalProperties: text },
  { propertyNames: { pattern: '^[a-z]$' } },
  { anyOf: [text, { minimum: 1 }] },
  { oneOf: [{ type: 'number' }, { minimum: 1 }] },
  { type: 'object', title: 't', description: 'd', examples: [{}], default: {}, required: ['b'] },
];
const values: readonly unknown[] = [
  ...[null, true, 0, 1, 1.5, -2, NaN, Infinity, '', 'a', '🦊', '🦊🦊', 'ab', 'zz'],
  ...[
    [],
    [1],
    [1, 1],
    [1, '1'],
    ['a', 'b'],
    ['a', null],
    [{ a: 1 }, { b: 1 }],
    [
      { a: 1, b: [0] },
      { b: [0], a: 1 },
    ],
  ],
  ...[{}, { a: 'a' }, { a: 1 }, { a: undefined }, { b: 1 }, { b: 'b', A: 1 }, { a: 'a', b: 2, c: 'c' }],
  JSON.parse('{"__proto__":1,"constructor":"a"}'),
];

const ajv = new Ajv({ strict: false, strictNumbers: true });

describe('whether a value is as a schema says', () => {
  it.each(schemas)('is what ajv says of %j', (schema) => {
    const found = values.map((value) => matches(value, schema));
    expect(found).toEqual(values.map((value) => ajv.validate(schema, value)));
    expect(new Set(found).size).toBe(2);
  });

  it.each([
    { format: 'date' },
    { const: {} },
    { enum: [[]] },
    { type: 'date' },
    { not: { items: { format: 'date' } } },
  ])('is left to ajv where a schema says what is not known here: %j', (schema) => {
    expect(values.filter((value) => matches(value, schema))).toEqual([]);
  });

  it('is known of all that a spec may say', () => {
    expect(
      matches(
        {
          name: 'all',
          data: { root: 'images', split: { validation: 0.2 } },
          backbone: { name: 'xception', weights: { file: 'a.h5', sha256: 'a'.repeat(64) } },
          phases: [
            { name: 'extract', trainable: { layers: ['*'] }, epochs: 1, optimizer: { schedule: 'cosine' } },
          ],
          repeat: { seeds: 2, redraw: ['head'] },
          sweep: { parameters: { 'head.dropout': [0, 0.5], seed: { int: [1, 9] } } },
        },
        specSchema,
      ),
    ).toBe(true);
  });
});
