import type { Problem } from '../errors/problem.js';
import type { Locate } from '../spec/schema-problems.js';
import { circleProblem, conditionProblems } from './check-conditions.js';
import { checkParameters, type SettingOf } from './check-parameters.js';
import { excludeProblems, includeProblems } from './check-points.js';
import { axesOf, togetherProblems, type WrittenTogether } from './check-together.js';
import { isFiniteThroughout } from './finite.js';
import type { SearchMethodName } from './methods/search-methods.js';
import type { Parameter } from './parameter.js';
import type { Relations } from './relations.js';
import type { ParameterValues } from './search.js';
import { searchSpace, type SearchSpace } from './search-space.js';
import type { WrittenSpace } from './space.js';

/** The parts of a spec's `sweep` that say what there is to try; what the schema has something against is undefined. */
export interface WrittenSearchSpace {
  readonly parameters?: Readonly<Record<string, WrittenSpace>>;
  readonly together?: WrittenTogether;
  readonly include?: readonly (ParameterValues | undefined)[];
  readonly exclude?: readonly (ParameterValues | undefined)[];
}

export interface ReadOptions {
  /** Every parameter that is written, also where something is wrong with it. */
  readonly names: readonly string[];
  readonly settingOf: SettingOf;
  readonly method: SearchMethodName;
  readonly locate: Locate;
}

export interface ReadSearchSpace {
  /** In order of declaration. */
  readonly parameters: readonly Parameter[];
  readonly space: SearchSpace;
  readonly problems: readonly Problem[];
}

/** What a search chooses from, of what there is nothing wrong with, and all that is wrong with the rest. */
export function readSearchSpace(
  { parameters: written = {}, together = [], include = [], exclude = [] }: WrittenSearchSpace,
  { names, settingOf, method, locate }: ReadOptions,
): ReadSearchSpace {
  const { parameters, problems } = checkParameters(written, settingOf, method, locate);
  const sound = new Map(parameters.map((parameter) => [parameter.setting.path, parameter]));
  const relations: Relations = { names, sound, locate };
  const axes = axesOf(parameters, together, relations);
  const isPoint = (point: ParameterValues | undefined): point is ParameterValues =>
    point !== undefined && isFiniteThroughout(point);
  const space = searchSpace(axes, { include: include.filter(isPoint), exclude: exclude.filter(isPoint) });
  const between = [...conditionProblems(relations), ...togetherProblems(together, relations)];
  const circle = between.length === 0 ? circleProblem(axes, space, relations) : undefined;
  const ofPoints = [
    ...(between.length > 0 || circle ? [] : includeProblems(include, space, relations)),
    ...excludeProblems(exclude, relations),
  ];
  return { parameters, space, problems: [...problems, ...between, ...(circle ? [circle] : []), ...ofPoints] };
}
