import { own } from '@thaw/core/graph';
/** What a part of an object must be: its path, that in words, and a test. */
export type Expectation = readonly [path: string, expected: string, holds: (value: unknown) => boolean];

/** A sentence for every expectation that is not met. */
export function unmet(value: unknown, expectations: readonly Expectation[], prefix = ''): readonly string[] {
  return expectations.flatMap(([path, expected, holds]) => {
    const found = path.split('.').reduce<unknown>((inner, key) => at(inner, key), value);
    return holds(found) ? [] : [`${prefix}${path} must be ${expected}, found ${show(found)}`];
  });
}

/** A value as it is shown in a sentence, in one line. */
export function show(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const areThree =
  (holds: (value: number) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each) && holds(each));
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
export const isPositiveInteger = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0;
export const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);
export const oneOf =
  (...choices: readonly unknown[]) =>
  (value: unknown): boolean =>
    choices.includes(value);
export const optional =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || holds(value);

const at = (value: unknown, key: string): unknown => (isObject(value) ? own(value, key) : undefined);
