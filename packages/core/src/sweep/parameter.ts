import { canonicalJson } from '../hash/canonical-json.js';
import type { Keys } from '../spec/keys.js';
import type { Setting } from '../spec/setting-path.js';
import { readSpace, type Space, type WrittenSpace } from './space.js';

/** One swept setting. */
export interface Parameter {
  readonly setting: Setting;
  readonly written: WrittenSpace;
  readonly space: Space;
}

export const parameterOf = (setting: Setting, written: WrittenSpace): Parameter => ({
  setting,
  written,
  space: readSpace(written),
});

/** Of which other parameters' values it takes to be there, as written: by their paths. */
export const writtenWhen = ({ written }: Parameter): Readonly<Record<string, unknown>> =>
  'when' in written && written.when ? written.when : {};

/** Where a parameter is written in a spec. */
export const placeOf = ({ setting }: Pick<Parameter, 'setting'>): Keys => [
  'sweep',
  'parameters',
  setting.path,
];

/** Where one of its values is written: an item of a list, or the whole range that it comes from. */
export function valuePlace(parameter: Parameter, value: unknown): Keys {
  const { space } = parameter;
  if (space.kind !== 'choice') return placeOf(parameter);
  const json = canonicalJson(value);
  const index = space.values.findIndex((candidate) => canonicalJson(candidate) === json);
  return index < 0 ? placeOf(parameter) : itemPlace(parameter, index);
}

/** Where an item of a list of values is written. */
export const itemPlace = (parameter: Parameter, index: number): Keys => [
  ...placeOf(parameter),
  ...('choice' in parameter.written ? ['choice'] : []),
  index,
];
