import { canonicalJson, own, type Json } from '@thaw/core';

/** Paths of the settings that runs do not have in common, in the order in which they come up. */
export function differingSettings(runs: readonly Readonly<Record<string, Json>>[]): readonly string[] {
  const paths = new Set(runs.flatMap((params) => Object.keys(params)));
  return [...paths].filter(
    (path) => new Set(runs.map((params) => canonicalJson(own(params, path) ?? null))).size > 1,
  );
}
