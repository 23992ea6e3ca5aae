import { own } from '../../records/own.js';
import { stopMethod } from '../../schedule/stopping/stop-methods.js';
import { searchMethod } from '../../sweep/methods/search-methods.js';
import { defaults } from '../defaults.js';
import { withDefaults } from '../kinds.js';
import type { RunConfig } from '../run-config.js';
import { specSchemaNode } from '../schema-node.js';
import type { Spec } from '../spec.js';
import { specOfRun } from '../spec-of-run.js';

/** A run as a spec that says all that it might leave out. */
export const filledRun = (name: string, config: RunConfig): Members => {
  const { tracking: _, ...rest } = specOfRun(name, config, {});
  return withStandards({ features: {}, ...rest }, []);
};

/** What a spec comes to around its runs, with all that it might leave out: how it searches, where it is shown, its nights. */
export function filledAround({ name, sweep, tracking, schedule }: Spec, objective: object): Members {
  return {
    ...(sweep && { sweep: { ...filledSweep(sweep), objective } }),
    tracking: withStandards({ experiment: name, ...tracking }, ['tracking']),
    ...(schedule && { schedule: withStandards(schedule, ['schedule']) }),
  };
}

type Members = Readonly<Record<string, unknown>>;

function filledSweep({
  method = defaults.sweep.method,
  objective: _,
  stop,
  ...written
}: NonNullable<Spec['sweep']>) {
  const own = withDefaults(searchMethod(method).settings, written);
  return {
    ...{ method, ...written, ...own },
    ...(stop && { stop: { ...stop, ...withDefaults(stopMethod(stop.method).settings, stop) } }),
  };
}

/** Maps of a run whose settings may be left out of its configuration. */
const completed: ReadonlySet<string> = new Set(['data', 'features']);

/** A map of the spec with what holds for the settings that it lacks; of maps in it only for some. */
function withStandards(value: Members, keys: readonly string[]): Members {
  const { properties = {} } = keys.reduce((schema, key) => own(schema.properties, key)!, specSchemaNode);
  const standards = Object.entries(properties).flatMap(([key, property]) => {
    if (completed.has(key)) return [[key, withStandards(own(value, key) as Members, [key])]];
    return own(value, key) === undefined && property.default !== undefined ? [[key, property.default]] : [];
  });
  return { ...value, ...Object.fromEntries(standards) };
}
