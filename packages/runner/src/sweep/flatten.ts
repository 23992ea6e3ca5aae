import type { Json, PhaseConfig, RunConfig } from '@thaw/core';

/** A run's settings by the paths that a spec would sweep them with: `phases.extract.epochs` → 10. */
export function flattenConfig({ phases, ...rest }: RunConfig): Record<string, Json> {
  const byName = Object.fromEntries(phases.map(({ name, ...phase }): [string, Omit<PhaseConfig, 'name'>] => [name, phase]));
  return Object.fromEntries(leaves({ ...rest, phases: byName }, []));
}

function leaves(value: unknown, path: readonly string[]): [string, Json][] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[path.join('.'), value as Json]];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}
