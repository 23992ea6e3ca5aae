import { own } from '../records/own.js';
import { readWritten, type WrittenOptions } from './compose/read-written.js';
import { SpecFile } from './compose/spec-file.js';
import { phaseNamesOf } from './overrides.js';
import { modelName, modelOf } from './model-name.js';
import { networkName } from './screen.js';
import { findSetting } from './setting-path.js';
import { inFull } from './shorthand.js';
import type { WrittenSpec } from './spec-source.js';

/** What a spec that was not checked names, as far as it can be made out; paths are as from its folder. */
export interface SpecOutline {
  /** The settings at its top, with those of what it extends. */
  readonly keys: readonly string[];
  /** Whether something that it extends is not there, so that there may be more. */
  readonly isBroken: boolean;
  readonly name?: string;
  /** Each as it is written, set by an override or swept. */
  readonly backbones: readonly string[];
  readonly weightsFiles: readonly string[];
  readonly roots: readonly string[];
  readonly manifests: readonly string[];
}

export function outlineOf(
  written: WrittenSpec | SpecFile,
  { overrides = [], outside = {} }: Pick<WrittenOptions, 'overrides' | 'outside'> = {},
): SpecOutline {
  const file = written instanceof SpecFile ? written : new SpecFile('', written);
  const { value, isBroken } = readWritten(file, { file: '', overrides, outside });
  const textsAt = (...keys: readonly string[]) => [
    ...new Set(valuesAt(value, keys).filter((each) => typeof each === 'string')),
  ];
  const [name] = textsAt('name');
  // What is no such file is never taken for one: a module would be run.
  const models = textsAt('backbone', 'model').filter((path) => modelOf(modelName({ path })));
  // Where one is written for all runs, or said of some, it may be said of no other.
  const textOrNone = (key: string) => [
    ...new Set(
      valuesAt(value, ['backbone', key]).map((each) => (typeof each === 'string' ? each : undefined)),
    ),
  ];
  const chosenOf = (path: string) =>
    textOrNone('output').flatMap((output) =>
      textOrNone('preprocessing').flatMap(
        (preprocessing) => networkName({ model: path, output, preprocessing }) ?? [],
      ),
    );
  const screen = at(value, 'backbone', 'name', 'screen');
  const screened = Array.isArray(screen) ? screen.filter((each) => typeof each === 'string') : [];
  const named = [...textsAt('backbone', 'name'), ...screened];
  return {
    // Of a file that is still being written there may be no value, but there is a beginning.
    keys: isMap(value) && Object.keys(value).length > 0 ? Object.keys(value) : file.source.topKeys,
    isBroken,
    ...(name !== undefined && { name }),
    backbones: [...named, ...models.flatMap((path) => chosenOf(path))],
    weightsFiles: [
      ...textsAt('backbone', 'weights', 'file'),
      ...models,
      ...named.flatMap((each) => modelOf(each)?.path ?? []),
    ],
    roots: textsAt('data', 'root'),
    manifests: textsAt('data', 'manifest'),
  };
}

/** The values that a setting may have in a run: the one that is written, then those that are swept. */
function valuesAt(value: unknown, keys: readonly string[]): readonly unknown[] {
  const phaseNames = phaseNamesOf(value);
  const swept = Object.entries(at(value, 'sweep', 'parameters') ?? {}).flatMap(([path, space]) => {
    const setting = findSetting(path, phaseNames);
    const values = at(space, 'choice') ?? space;
    const isWithin = setting?.keys.every((key, index) => key === keys[index]);
    if (!setting || !isWithin || !Array.isArray(values)) return [];
    return values.map((each) => at(inFull(each, setting.schema), ...keys.slice(setting.keys.length)));
  });
  return [at(value, ...keys), ...swept];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What is at this place of something that was not checked yet. */
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => own(inner as Record<string, unknown> | null | undefined, key), value);
