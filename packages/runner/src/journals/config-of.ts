import { valueOfYaml, type RunConfig, type TrackerEvent } from '@thaw/core';
import { sayDamage } from '@thaw/locks';

/** What a run was resolved to, as its sweep has journaled it. */
export interface WrittenConfig {
  readonly sweep: string;
  readonly run: string;
  readonly content: string;
}

/** Where an event tells it. To read one takes longer than all else of its run, so that whoever wants few reads those alone. */
export function writtenConfig(event: TrackerEvent): WrittenConfig | undefined {
  if (event.type !== 'artifact' || event.path !== 'config.yaml') return undefined;
  const { sweep, run, content } = event;
  return run === undefined || content === undefined ? undefined : { sweep, run, content };
}

/** One that cannot be read is passed over, which is said once. */
export function configIn({ sweep, run, content }: WrittenConfig): RunConfig | undefined {
  try {
    const config: unknown = valueOfYaml(content);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as RunConfig;
  } catch {
    // Told below.
  }
  sayDamage(`the journaled config.yaml of run ${run} of the sweep ${sweep} is no YAML and is passed over`);
  return undefined;
}

/** What a run was resolved to, where an event tells it. */
export function configOf(
  event: TrackerEvent,
): { readonly run: string; readonly config: RunConfig } | undefined {
  const written = writtenConfig(event);
  const config = written && configIn(written);
  return config && { run: written.run, config };
}
