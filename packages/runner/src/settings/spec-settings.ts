import type { ListedSetting, SourcePosition, WrittenSpec } from '@thaw/core';
import { dirname, relative, resolve } from 'node:path';
import { readSpec, type ReadSpec, type ReadSpecOptions } from '../sweep/read-spec.js';

/** A setting, and where its value is from. */
export interface Setting extends Pick<ListedSetting, 'path' | 'keys' | 'value'> {
  /** `base.yaml:12:5`, from the folder of the spec; `--set`, or `default`. */
  readonly from: string;
}

export interface SpecSettings {
  readonly loaded: ReadSpec;
  readonly settings: readonly Setting[];
}

/** Every setting of a spec. @throws ThawError with all that is wrong with the spec. */
export async function specSettings(spec: WrittenSpec, options: ReadSpecOptions): Promise<SpecSettings> {
  const loaded = await readSpec(spec, options);
  const folder = typeof spec === 'string' ? resolve(dirname(spec)) : resolve(options.cwd ?? '.');
  const settings = loaded.settings().map(({ position, ...setting }) => ({
    ...setting,
    from: position ? placeIn(folder, position) : 'default',
  }));
  return { loaded, settings };
}

function placeIn(folder: string, { file, line, column }: SourcePosition): string {
  return file === '--set' ? file : `${relative(folder, resolve(file))}:${line}:${column}`;
}

/** By path, for programs. */
export const settingsJson = (
  settings: readonly Setting[],
): Readonly<Record<string, Pick<Setting, 'value' | 'from'>>> =>
  Object.fromEntries(settings.map(({ path, value, from }) => [path, { value, from }]));
