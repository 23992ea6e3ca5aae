import { canonicalJson } from '../hash/canonical-json.js';
import { own } from './own.js';

type Check = (value: unknown) => boolean;
type Names = Readonly<Record<string, object>>;

/** What each keyword asks of a value, made of what a schema says after it. One that asks nothing of such a value is content. */
const keywords: Readonly<Record<string, (said: never, schema: Readonly<Record<string, unknown>>) => Check>> =
  {
    type: (type: string) => own(types, type) ?? unknown(),
    const: (only: unknown) => (isScalar(only) ? (value) => value === only : unknown()),
    enum: (values: readonly unknown[]) =>
      values.every(isScalar) ? (value) => values.includes(value) : unknown(),
    minimum: (least: number) => ofNumbers((value) => value >= least),
    maximum: (most: number) => ofNumbers((value) => value <= most),
    exclusiveMinimum: (bound: number) => ofNumbers((value) => value > bound),
    exclusiveMaximum: (bound: number) => ofNumbers((value) => value < bound),
    minLength: (least: number) => ofTexts((value) => hasCharacters(value, least)),
    pattern(source: string) {
      const pattern = new RegExp(source, 'u');
      return ofTexts((value) => pattern.test(value));
    },
    minItems: (least: number) => ofLists((value) => value.length >= least),
    maxItems: (most: number) => ofLists((value) => value.length <= most),
    uniqueItems: (_: true) => ofLists(areDistinct),
    items(each: object) {
      const check = checkOf(each);
      return ofLists((value) => value.every(check));
    },
    minProperties: (least: number) => ofMaps((value) => Object.keys(value).length >= least),
    required: (names: readonly string[]) =>
      ofMaps((value) => names.every((name) => own(value, name) !== undefined)),
    properties(properties: Names) {
      const checks = Object.entries(properties).map(([name, schema]) => [name, checkOf(schema)] as const);
      return ofMaps((value) =>
        checks.every(([name, check]) => {
          const member = own(value, name);
          return member === undefined || check(member);
        }),
      );
    },
    additionalProperties(others: object | boolean, { properties = {} }) {
      const check = typeof others === 'boolean' ? () => others : checkOf(others);
      const names = new Set(Object.keys(properties as Names));
      return ofMaps((value) =>
        Object.keys(value).every((name) => names.has(name) || check(own(value, name))),
      );
    },
    propertyNames(names: object) {
      const check = checkOf(names);
      return ofMaps((value) => Object.keys(value).every(check));
    },
    anyOf(schemas: readonly object[]) {
      const checks = schemas.map(checkOf);
      return (value) => checks.some((check) => check(value));
    },
    oneOf(schemas: readonly object[]) {
      const checks = schemas.map(checkOf);
      return (value) => checks.filter((check) => check(value)).length === 1;
    },
  };

/** Says nothing of a value. */
const annotations = new Set(['$schema', '$id', 'title', 'description', 'examples', 'default']);

const never: Check = () => false;
/** Of what is not known here, whoever knows all of JSON Schema is to say. */
const unknown = (): never => {
  throw new UnknownSchema();
};
class UnknownSchema extends Error {}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

/** A character takes two places of a text at most: nearly always that says it, and nobody has to count. */
const hasCharacters = (text: string, least: number): boolean =>
  text.length >= 2 * least || [...text].length >= least;

/** Not of what JSON cannot say, whatever that equals. */
function areDistinct(values: readonly unknown[]): boolean {
  try {
    return new Set(values.map(canonicalJson)).size === values.length;
  } catch {
    return false;
  }
}

const types: Readonly<Record<string, Check>> = {
  object: isMap,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: Number.isFinite,
  integer: Number.isInteger,
  null: (value) => value === null,
};

const ofNumbers =
  (check: (value: number) => boolean): Check =>
  (value) =>
    !Number.isFinite(value) || check(value as number);
const ofTexts =
  (check: (value: string) => boolean): Check =>
  (value) =>
    typeof value !== 'string' || check(value);
const ofLists =
  (check: (value: readonly unknown[]) => boolean): Check =>
  (value) =>
    !Array.isArray(value) || check(value);
const ofMaps =
  (check: (value: Readonly<Record<string, unknown>>) => boolean): Check =>
  (value) =>
    !isMap(value) || check(value);

const known = new WeakMap<object, Check>();

function checkOf(schema: object): Check {
  let check = known.get(schema);
  if (!check) known.set(schema, (check = allOf(schema as Readonly<Record<string, unknown>>)));
  return check;
}

function allOf(schema: Readonly<Record<string, unknown>>): Check {
  const checks = Object.entries(schema).flatMap(([keyword, said]) => {
    if (annotations.has(keyword)) return [];
    return own(keywords, keyword)?.(said as never, schema) ?? unknown();
  });
  return (value) => checks.every((check) => check(value));
}

function surely(schema: object): Check {
  try {
    return checkOf(schema);
  } catch (error) {
    if (!(error instanceof UnknownSchema)) throw error;
    known.set(schema, never);
    return never;
  }
}

/**
 * Whether a value is surely as a schema says. Where this is false, `ajv` decides, and says what is wrong: to have it compile the
 * schema of a spec takes longer than to read a hundred, and hardly ever anything is wrong.
 */
export const matches = (value: unknown, schema: object): boolean =>
  (known.get(schema) ?? surely(schema))(value);
