import type { JsonShape } from './shape.js';

const text = { type: 'string' };
const number = { type: 'number' };

/** Parts that JSON Schemas of stored values are made of. */
export const shapes = {
  text,
  /** JSON has neither infinities nor NaN. */
  number,
  /** Of what can be counted. */
  count: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  /** Unix time in milliseconds, of which there is a date. */
  time: { type: 'number', minimum: 0, maximum: 8.64e15 },
  /** In UTC, as `Date` reads and writes it. */
  isoTime: {
    type: 'string',
    pattern: String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$`,
  },
  flag: { type: 'boolean' },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  oneOf: (...values: readonly string[]): JsonShape => ({ enum: values }),
  anyOf: (...each: readonly JsonShape[]): JsonShape => ({ anyOf: each }),
  listOf: (each: JsonShape): JsonShape => ({ type: 'array', items: each }),
  byName: (each: JsonShape): JsonShape => ({ type: 'object', additionalProperties: each }),
  /** With what is wanted, and what may be absent. It may have more, as a newer Thaw writes. */
  object: (
    required: Readonly<Record<string, JsonShape>>,
    optional: Readonly<Record<string, JsonShape>> = {},
  ): JsonShape => ({
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
  }),
} as const;
