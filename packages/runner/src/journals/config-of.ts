import { valueOfYaml, type RunConfig, type TrackerEvent } from '@thaw/core';
import { sayDamage } from '@thaw/locks';

/** What a run was resolved to, where an event tells it. One that cannot be read is passed over, which is said once. */
export function configOf(
  event: TrackerEvent,
): { readonly run: string; readonly config: RunConfig } | undefined {
  if (event.type !== 'artifact' || event.path !== 'config.yaml') return undefined;
  const { run, content } = event;
  if (run === undefined || content === undefined) return undefined;
  try {
    const config: unknown = valueOfYaml(content);
    if (typeof config === 'object' && config !== null && !Array.isArray(config))
      return { run, config: config as RunConfig };
  } catch {
    // Told below.
  }
  sayDamage(
    `the journaled config.yaml of run ${run} of the sweep ${event.sweep} is no YAML and is passed over`,
  );
  return undefined;
}
