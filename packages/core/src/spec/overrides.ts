import type { Problem } from '../errors/problem.js';
import { interpolated, textsNamedIn, type Outside } from './compose/interpolate.js';
import type { Origin } from './origins.js';
import { specSchemaNode } from './schema-node.js';
import { findSetting, unknownPath } from './setting-path.js';
import { withSetting } from './with-setting.js';
import { YamlSource } from './yaml-source.js';

/** Where problems in overrides are said to be; the line is the override's number. */
export const overridesFile = '--set';

export interface Overridden {
  readonly value: unknown;
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
}

/** Applies `path=value` to a spec's value, one after another. Values are YAML. */
export function applyOverrides(value: unknown, overrides: readonly string[], outside: Outside): Overridden {
  const origins: Origin[] = [];
  const problems: Problem[] = [];
  for (const [index, text] of overrides.entries()) {
    const source = sourceOfOverride(text, index);
    const equals = source.yamlStart - 1;
    const path = text.slice(0, Math.max(0, equals)).trim();
    const pathPosition = source.positionAt(0, equals < 0 ? text.length : equals);
    if (path === '') {
      problems.push({
        code: 'THAW-SPEC-OVERRIDE',
        message: 'this override sets nothing',
        position: pathPosition,
        expected: 'path=value',
        found: JSON.stringify(text),
        remedy: 'write for example `--set batchSize=16`',
      });
      continue;
    }
    const names = phaseNamesOf(value);
    const setting = findSetting(path, names);
    problems.push(...source.problems);
    if (!setting) problems.push({ ...unknownPath(path, names), position: pathPosition });
    if (!setting || source.value === undefined) continue;
    value = withSetting(value, setting.keys, interpolated(source, outside), specSchemaNode);
    origins.push({
      keys: setting.keys,
      locate: (keys, part) =>
        keys.length === 0 && part === 'key' ? pathPosition : source.locate(keys, part),
    });
  }
  return { value, origins, problems };
}

const sourceOfOverride = (text: string, index: number): YamlSource =>
  new YamlSource(overridesFile, text, text.indexOf('=') + 1, index + 1);

/** The files that overrides take a text from, by the names that they have for them. */
export const textsNamedInOverrides = (overrides: readonly string[]): readonly string[] =>
  overrides.flatMap((text, index) => textsNamedIn(sourceOfOverride(text, index)));

/** Names of the phases by index; undefined where there is none. */
export function phaseNamesOf(spec: unknown): readonly (string | undefined)[] {
  const phases = (spec as { phases?: unknown } | null)?.phases;
  if (!Array.isArray(phases)) return [];
  return phases.map((phase: { name?: unknown } | null) =>
    typeof phase?.name === 'string' ? phase.name : undefined,
  );
}
