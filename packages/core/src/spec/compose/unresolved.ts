import type { Keys } from '../keys.js';
import { startsWith } from '../keys.js';
import type { Finding } from '../schema-problems.js';
import { Unresolved } from './interpolate.js';
import { isMap } from './piece.js';

/** The values that could not be made out, of those that nothing has taken the place of. */
export function unresolvedIn(value: unknown, keys: Keys = []): readonly Finding[] {
  if (value instanceof Unresolved) return [{ keys, problem: value.problem }];
  if (Array.isArray(value)) return value.flatMap((item, index) => unresolvedIn(item, [...keys, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => unresolvedIn(member, [...keys, key]));
}

/** What else is wrong: of a value that could not be made out nothing can be said. */
export const besides = (unresolved: readonly Finding[], findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(
    ({ keys }) => !unresolved.some((other) => startsWith(keys, other.keys) || startsWith(other.keys, keys)),
  );
