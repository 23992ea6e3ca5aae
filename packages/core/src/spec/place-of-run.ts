import { canonicalJson } from '../hash/canonical-json.js';
import type { Json } from '../ports/tracker.js';
import { own } from '../records/own.js';
import { shapeFault } from '../records/shape.js';
import type { Parameter } from '../sweep/parameter.js';
import type { ParameterValues } from '../sweep/search.js';
import {
  inOrder,
  isThere,
  mayBeProposed,
  valuesOn,
  type Axis,
  type SearchSpace,
} from '../sweep/search-space.js';
import type { Keys } from './keys.js';
import { resolveRun, withAbsolutePaths, type SpecSurroundings } from './resolve-run.js';
import type { RunConfig } from './run-config.js';
import { specSchemaNode } from './schema-node.js';
import { schemaErrors } from './schema-validator.js';
import { inFull } from './shorthand.js';
import type { Spec } from './spec.js';
import { specOfRun } from './spec-of-run.js';
import { withSetting } from './with-setting.js';

/** Where a run lies in a space. */
export interface PlaceOfRun {
  readonly point: ParameterValues;
  /** Whether a search in this space may propose the point. */
  readonly isInside: boolean;
}

export interface PlaceOptions extends SpecSurroundings {
  readonly space: SearchSpace;
  readonly parameters: readonly Parameter[];
  readonly phases: readonly { readonly name: string }[];
  readonly resolvePath: (path: string) => string;
}

/**
 * The values that the parameters of a space have in a run of whatever sweep; whether the run is as the space's spec has it in all else
 * is not looked at. None where a parameter has no value in it, or it has other phases or an unknown network.
 */
export function placeOfRun(
  config: RunConfig,
  { space, parameters, phases, resolvePath, takenValues: _, ...surroundings }: PlaceOptions,
): PlaceOfRun | undefined {
  if (shapeFault(config, runShape) || !own(surroundings.backbones, config.backbone.name)) return undefined;
  const names = config.phases.map(({ name }) => name);
  if (canonicalJson(names) !== canonicalJson(phases.map(({ name }) => name))) return undefined;
  const spec: unknown = specOfRun('known', config, { experiment: 'known' });
  // What another version of Thaw has written may be no configuration of this one.
  if (!specIsValid(spec)) return undefined;
  const itself = canonicalJson(config);
  const keysOf = new Map(parameters.map(({ setting: { path, keys } }) => [path, keys]));
  const isIt = (values: ParameterValues): boolean => {
    const changed = Object.entries(values).reduce(
      (before, [path, value]) => withSetting(before, keysOf.get(path)!, value, specSchemaNode),
      spec,
    );
    const resolved = resolveRun(inFull(changed) as Spec, surroundings);
    return canonicalJson(withAbsolutePaths(resolved, resolvePath)) === itself;
  };
  const point: Record<string, Json> = {};
  for (const axis of space.axes) {
    if (!isThere(axis, point)) continue;
    const values = listed(axis).find(isIt) ?? written(axis, (path) => valueAt(spec, keysOf.get(path)!));
    if (!values) return undefined;
    Object.assign(point, values);
  }
  const ordered = inOrder(space.paths, point);
  return { point: ordered, isInside: mayBeProposed(space, ordered) };
}

/** As much as it takes to write a spec of it. */
const runShape = {
  type: 'object',
  required: ['data', 'backbone', 'phases'],
  properties: {
    data: { type: 'object', required: ['split'], properties: { split: { type: 'object' } } },
    backbone: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    phases: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'optimizer'],
        properties: { optimizer: { type: 'object' } },
      },
    },
  },
};

const specIsValid = (spec: unknown): boolean => schemaErrors(spec, specSchemaNode).length === 0;

/** What can be tried: a list may have a value in another form than a run has it. */
const listed = ({ paths, space }: Axis): readonly ParameterValues[] =>
  space.kind === 'choice' ? space.values.map((value) => valuesOn({ paths }, value)) : [];

/** Of a range, or of what is on no list. */
function written({ paths }: Axis, valueOf: (path: string) => Json | undefined): ParameterValues | undefined {
  const values = paths.map((path) => [path, valueOf(path)] as const);
  return values.some(([, value]) => value === undefined)
    ? undefined
    : (Object.fromEntries(values) as ParameterValues);
}

const valueAt = (value: unknown, [key, ...rest]: Keys): Json | undefined =>
  key === undefined ? (value as Json) : valueAt(own(value as Record<string, unknown>, String(key)), rest);
