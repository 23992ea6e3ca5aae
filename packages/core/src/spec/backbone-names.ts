import { isFileName } from './paths.js';
import { readWritten, type WrittenOptions } from './compose/read-written.js';
import type { SpecFile } from './compose/spec-file.js';
import { phaseNamesOf } from './overrides.js';
import { findSetting } from './setting-path.js';
import type { WrittenSpec } from './spec-source.js';
import { own } from '../records/own.js';

/**
 * The names of all backbones that the runs of a spec may have: written, set by an override or swept. Whoever loads
 * backbones from elsewhere asks for them first. Of a spec that is wrong, those that can be made out.
 */
export function backboneNames(
  written: WrittenSpec | SpecFile,
  overrides: readonly string[] = [],
  outside: WrittenOptions['outside'] = {},
): readonly string[] {
  const { value } = readWritten(written, { file: '', overrides, outside });
  const phaseNames = phaseNamesOf(value);
  const swept = Object.entries(at(value, 'sweep', 'parameters') ?? {}).flatMap(([path, space]) => {
    const keys = findSetting(path, phaseNames)?.keys.join('.');
    const values = at(space, 'choice') ?? space;
    if (!Array.isArray(values)) return [];
    if (keys === 'backbone.name') return values;
    return keys === 'backbone'
      ? values.map((backbone) => (typeof backbone === 'string' ? backbone : at(backbone, 'name')))
      : [];
  });
  const names = [at(value, 'backbone', 'name'), ...swept];
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/** Under which name a run has a backbone: a file's is absolute, so that the run is whole without its spec. */
export const backboneNameInRun = (name: string, resolvePath: (path: string) => string): string =>
  isFileName(name) ? resolvePath(name) : name;

/** What is at this place of something that was not checked yet. */
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => own(inner as Record<string, unknown> | null | undefined, key), value);
