import { filledRun, listSettings, type RunConfig } from '@thaw/core';
import type { ReadSpec } from '../sweep/read-spec.js';
import type { Setting } from './spec-settings.js';

/** Every setting that a run of the journal had; its paths are absolute. */
export function runSettings(config: RunConfig, from: string): readonly Setting[] {
  const { name: _, ...filled } = filledRun('', config);
  const listed = listSettings({
    ...{ written: {}, filled: [filled], swept: [] },
    locate: () => ({ file: '', line: 1, column: 1, length: 1 }),
  });
  return listed.map(({ path, keys, value }) => ({ path, keys, value, from }));
}

const around = /^(name|\$schema|tracking|schedule|sweep)(\.|$)/;

/**
 * Of a spec's settings those that a run of it may have, with paths as runs have them. What is swept has in their place all that it
 * takes.
 */
export function settingsOfRuns(settings: readonly Setting[], { runs }: ReadSpec): readonly Setting[] {
  const { data, backbone } = runs[0]!.config;
  const absolute = new Map<string, unknown>([
    ['data.root', data.root],
    ['data.manifest', data.manifest],
    ['backbone.name', backbone.name],
    ['backbone.weights', backbone.weights],
  ]);
  const prefix = 'sweep.parameters.';
  const swept = settings
    .filter(({ path }) => path.startsWith(prefix))
    .map((setting) => ({ ...setting, path: setting.path.slice(prefix.length) }));
  const fixed = settings
    .filter(({ path }) => !around.test(path) && !swept.some((other) => other.path === path))
    .map((setting) => ({ ...setting, value: absolute.get(setting.path) ?? setting.value }));
  return [...fixed, ...swept];
}
