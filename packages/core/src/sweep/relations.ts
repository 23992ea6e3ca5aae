import { didYouMean } from '../errors/did-you-mean.js';
import { listing } from '../errors/listing.js';
import type { Problem } from '../errors/problem.js';
import { describeValue, inYaml } from '../spec/describe.js';
import type { Keys } from '../spec/keys.js';
import type { Locate } from '../spec/schema-problems.js';
import type { Parameter } from './parameter.js';
import { has, type Space } from './space.js';

/** What is checked of parameters beside each other. */
export interface Relations {
  /** Every parameter that is written, also where something is wrong with it. */
  readonly names: readonly string[];
  /** Those without a fault, by path. */
  readonly sound: ReadonlyMap<string, Parameter>;
  readonly locate: Locate;
}

/** What to say of a name that stands, as a key or in a list, where a parameter's is due. */
export function unknownParameter(path: string, at: Keys, { names, locate }: Relations): Problem | undefined {
  if (names.includes(path)) return undefined;
  const remedy = didYouMean(path, names);
  return {
    code: 'THAW-SWEEP-UNKNOWN-PARAMETER',
    message: `${path} is no parameter of this sweep`,
    position: locate(at, typeof at.at(-1) === 'number' ? 'value' : 'key'),
    expected: listing(names, 'or', 6),
    found: path,
    ...(remedy && { remedy }),
  };
}

/** What to say of a value that a parameter has in no run. */
export function neverTaken(
  { setting: { path }, space }: Parameter,
  value: unknown,
  at: Keys,
  locate: Locate,
): Problem | undefined {
  if (has(space, value)) return undefined;
  return {
    code: 'THAW-SWEEP-VALUE-NEVER',
    message: `${path} is never ${describeValue(value)}`,
    position: locate(at, 'value'),
    expected: valuesInWords(space),
    found: describeValue(value),
  };
}

function valuesInWords(space: Space): string {
  if (space.kind === 'choice') return listing(space.values.map(inYaml), 'or', 6);
  const ends = `from ${inYaml(space.low)} to ${inYaml(space.high)}`;
  if (space.step !== undefined) return `a number ${ends} in steps of ${inYaml(space.step)}`;
  return space.kind === 'int' ? `a whole number ${ends}` : `a number ${ends}`;
}
