import { listing } from '../errors/listing.js';
import type { Problem } from '../errors/problem.js';
import { canonicalJson } from '../hash/canonical-json.js';
import { inYaml } from '../spec/describe.js';
import type { Keys } from '../spec/keys.js';
import { finiteProblems, isFiniteThroughout } from './finite.js';
import { placeOf, writtenWhen, type Parameter } from './parameter.js';
import { neverTaken, unknownParameter, type Relations } from './relations.js';
import type { Axis, Condition, SearchSpace } from './search-space.js';
import { has, valueCount } from './space.js';

/** What is wrong with what parameters wait for. */
export const conditionProblems = (relations: Relations): readonly Problem[] =>
  [...relations.sound.values()].flatMap((parameter) =>
    Object.entries(writtenWhen(parameter)).flatMap(([path, written]) => {
      const at = [...placeOf(parameter), 'when', path];
      const unknown = unknownParameter(path, at, relations);
      if (unknown) return unknown;
      const ofNumbers = finiteProblems(written, at, relations.locate);
      return ofNumbers.length > 0 ? ofNumbers : valueProblems(path, written, at, relations);
    }),
  );

function valueProblems(
  path: string,
  written: unknown,
  at: Keys,
  { sound, locate }: Relations,
): readonly Problem[] {
  const parameter = sound.get(path);
  if (!parameter) return [];
  if (valueCount(parameter.space) === undefined) {
    const problem: Problem = {
      code: 'THAW-SWEEP-VALUE-NEVER',
      message: `${path} is any number of a range, and hardly ever the same`,
      position: locate(at, 'key'),
      expected: 'a parameter with a list, with int or with a step',
      found: path,
    };
    return [problem];
  }
  const values = valuesNamed(parameter, written);
  if (values.length === 0) return [neverTaken(parameter, written, at, locate)!];
  return values.flatMap(
    (value, index) => neverTaken(parameter, value, values[0] === written ? at : [...at, index], locate) ?? [],
  );
}

/** The values that a condition names: one, or several in a list. */
const valuesNamed = ({ space }: Parameter, written: unknown): readonly unknown[] =>
  Array.isArray(written) && !has(space, written) ? written : [written];

/** What a parameter without a fault waits for. */
export const conditionsOf = (parameter: Parameter, { sound }: Relations): readonly Condition[] =>
  Object.entries(writtenWhen(parameter)).flatMap(([path, written]) => {
    const other = sound.get(path);
    if (!other) return [];
    const values = isFiniteThroughout(written) ? valuesNamed(other, written) : [];
    return { path, values: new Set(values.map(canonicalJson)) };
  });

/** What to say where axes wait for each other, so that a space has left them out. */
export function circleProblem(
  axes: readonly Axis[],
  space: SearchSpace,
  { sound, locate }: Relations,
): Problem | undefined {
  const left = axes.filter((axis) => !space.axes.includes(axis)).flatMap(({ paths }) => paths);
  const [first] = left;
  if (first === undefined) return undefined;
  return {
    code: 'THAW-SWEEP-WHEN-CIRCLE',
    message:
      left.length === 1
        ? `${first} waits for itself`
        : `${listing(left, 'and')} wait for each other, so that none is ever there`,
    position: locate([...placeOf(sound.get(first)!), 'when'], 'key'),
    expected: 'conditions that end at a parameter without one',
    found: inYaml(writtenWhen(sound.get(first)!)),
  };
}
