import type { Ajv, ValidateFunction } from 'ajv';
import { matches } from './matches.js';
import { openAjv } from './open-ajv.js';

/** A JSON Schema. */
export type JsonShape = Readonly<Record<string, unknown>>;

let ajv: Ajv | undefined;
const compiled = new WeakMap<JsonShape, ValidateFunction>();

/**
 * What is wrong with a value that was read of a file and is to have a shape, in words: the first thing that is. Nothing if
 * it is right. Each schema is compiled once, when something is wrong.
 */
export function shapeFault(value: unknown, shape: JsonShape): string | undefined {
  if (matches(value, shape)) return undefined;
  ajv ??= openAjv();
  const validate = compiled.get(shape) ?? ajv.compile(shape);
  compiled.set(shape, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'it' });
}
