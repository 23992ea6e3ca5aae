import type { Json, RunConfig } from '@thaw/core';

/** A run's settings by the paths that a spec sets them with: `phases.fine-tune.optimizer.learningRate` → 1e-5. */
export function flattenConfig({ phases, ...rest }: RunConfig): Record<string, Json> {
  const phasesByName = Object.fromEntries(
    phases.map(({ name, optimizer, learningRate, schedule, ...phase }) => [
      name,
      { ...phase, optimizer: { ...optimizer, learningRate, schedule } },
    ]),
  );
  return Object.fromEntries(leaves({ ...rest, phases: phasesByName }, []));
}

function leaves(value: unknown, path: readonly string[]): [string, Json][] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [[path.join('.'), value as Json]];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}
