import type { Problem } from '../errors/problem.js';
import { settingProblems } from './check-parameters.js';
import { finiteProblems } from './finite.js';
import { neverTaken, unknownParameter, type Relations } from './relations.js';
import type { ParameterValues } from './search.js';
import { isThere, type SearchSpace } from './search-space.js';

/** What is wrong with points that are to be tried: each has a value for every parameter that is there. */
export function includeProblems(
  points: readonly (ParameterValues | undefined)[],
  space: SearchSpace,
  relations: Relations,
): readonly Problem[] {
  const { sound, names, locate } = relations;
  return points.flatMap((point, index) => {
    if (!point) return [];
    const place = ['sweep', 'include', index];
    const ofValues = Object.entries(point).flatMap(([path, value]) => {
      const at = [...place, path];
      const parameter = sound.get(path);
      const unknown = unknownParameter(path, at, relations);
      if (unknown) return [unknown];
      return parameter
        ? settingProblems(parameter.setting, value, at, locate)
        : finiteProblems(value, at, locate);
    });
    // Who is there can be told once all parameters are known.
    if (ofValues.length > 0 || sound.size < names.length) return ofValues;
    const there = new Set(space.axes.filter((axis) => isThere(axis, point)).flatMap(({ paths }) => paths));
    const lacking = [...there].filter((path) => !Object.hasOwn(point, path));
    const superfluous = Object.keys(point).filter((path) => !there.has(path));
    return [
      ...lacking.map((path) => ({
        ...unlike(there, point),
        message: `this point has no value for ${path}`,
        position: locate(place, 'value'),
      })),
      ...superfluous.map((path) => ({
        ...unlike(there, point),
        message: `${path} is not there at this point: what it waits for does not hold`,
        position: locate([...place, path], 'key'),
      })),
    ];
  });
}

const unlike = (there: ReadonlySet<string>, point: ParameterValues) => ({
  code: 'THAW-SWEEP-POINT-PARAMETERS',
  expected: [...there].join(', '),
  found: Object.keys(point).join(', '),
});

/** What is wrong with points that are not to be tried: each names some values that occur. */
export const excludeProblems = (
  points: readonly (ParameterValues | undefined)[],
  relations: Relations,
): readonly Problem[] =>
  points.flatMap((point, index) =>
    Object.entries(point ?? {}).flatMap(([path, value]) => {
      const at = ['sweep', 'exclude', index, path];
      const unknown = unknownParameter(path, at, relations);
      if (unknown) return unknown;
      const ofNumbers = finiteProblems(value, at, relations.locate);
      if (ofNumbers.length > 0) return ofNumbers;
      const parameter = relations.sound.get(path);
      if (!parameter) return [];
      return neverTaken(parameter, value, at, relations.locate) ?? [];
    }),
  );
