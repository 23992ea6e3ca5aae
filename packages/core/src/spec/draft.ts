import { valuePlace, type Parameter } from '../sweep/parameter.js';
import type { ParameterValues } from '../sweep/search.js';
import { locateIn, type Origin } from './origins.js';
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

export function draftOf(
  base: PartialSpec,
  point: ParameterValues,
  parameters: readonly Parameter[],
  origins: readonly Origin[],
): Draft {
  const spec = parameters.reduce<unknown>(
    (value, { setting }) => withSetting(value, setting.keys, own(point, setting.path), specSchemaNode),
    base,
  );
  const locateBase = locateIn(origins);
  const swept = parameters.map((parameter): Origin => ({
    keys: parameter.setting.keys,
    locate: (keys, part) =>
      locateBase([...valuePlace(parameter, own(point, parameter.setting.path)), ...keys], part),
  }));
  return { point, spec: inFull(spec) as PartialSpec, locate: locateIn([...origins, ...swept]) };
}
