import type { Json, JournaledRun } from '@thaw/core';

/** MLflow's params are strings: text as it is, all else as JSON. */
export const paramText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a run is compared by: its settings, and its group, by which MLflow's UI then shows means and ranges. */
export const paramsOf = ({ params, group }: JournaledRun): Readonly<Record<string, Json>> =>
  group ? { ...params, group: group.name } : params;
