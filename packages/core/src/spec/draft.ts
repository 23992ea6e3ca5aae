import { valuePlace, type Parameter } from '../sweep/parameter.js';
import type { ParameterValues } from '../sweep/search.js';
import { agrees } from '../sweep/search-space.js';
import { locateIn, type Origin } from './origins.js';
import type { Keys } from './keys.js';
import { specSchemaNode } from './schema-node.js';
import { inFull } from './shorthand.js';
import type { Locate } from './schema-problems.js';
import type { PartialSpec } from './spec.js';
import { withSetting } from './with-setting.js';
import { own } from '../records/own.js';

/** A spec with the swept values of one point in their places. */
export interface Draft {
  readonly point: ParameterValues;
  readonly spec: PartialSpec;
  readonly locate: Locate;
}

export interface Swept {
  readonly parameters: readonly Parameter[];
  /** Points that the spec writes out. */
  readonly include: readonly ParameterValues[];
}

export function draftOf(
  base: PartialSpec,
  point: ParameterValues,
  { parameters, include }: Swept,
  origins: readonly Origin[],
): Draft {
  const there = parameters.filter(({ setting }) => Object.hasOwn(point, setting.path));
  const spec = there.reduce<unknown>(
    (value, { setting }) => withSetting(value, setting.keys, own(point, setting.path), specSchemaNode),
    base,
  );
  const included = include.findIndex((each) => agrees(point, each));
  const placeOf = (parameter: Parameter): Keys => {
    const { path } = parameter.setting;
    return included < 0 ? valuePlace(parameter, own(point, path)) : ['sweep', 'include', included, path];
  };
  const locateBase = locateIn(origins);
  const swept = there.map((parameter): Origin => ({
    keys: parameter.setting.keys,
    locate: (keys, part) => locateBase([...placeOf(parameter), ...keys], part),
  }));
  return { point, spec: inFull(spec) as PartialSpec, locate: locateIn([...origins, ...swept]) };
}
