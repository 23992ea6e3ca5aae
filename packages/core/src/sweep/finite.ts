import type { Problem } from '../errors/problem.js';
import { describeValue } from '../spec/describe.js';
import { labelOf, type Keys } from '../spec/keys.js';
import type { Locate } from '../spec/schema-problems.js';

/** What is wrong with the numbers in a value that YAML can write and JSON cannot: nothing with them can be hashed. */
export function finiteProblems(value: unknown, at: Keys, locate: Locate): readonly Problem[] {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const problem: Problem = {
      code: 'THAW-SPEC-WRONG-VALUE',
      message: `${labelOf(at)} must be a finite number`,
      position: locate(at, 'value'),
      expected: 'a finite number',
      found: describeValue(value),
    };
    return [problem];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => finiteProblems(item, [...at, index], locate));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => finiteProblems(member, [...at, key], locate));
}

/** Whether all numbers in a value are finite. */
export function isFiniteThroughout(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(isFiniteThroughout);
}
