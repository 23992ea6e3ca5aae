import type { MlflowClient } from '../client.js';
import { experimentName } from '../limits.js';
import type { Experiment, Run } from '../rest-types.js';
import { tagOf } from './choose-run.js';

/** Where a sweep is on one server. */
export interface SweepPlace {
  /** Absent if the sweep has no runs there and no experiment has its name. May be deleted. */
  readonly experiment: Experiment | undefined;
  /** By `thaw.run`; the sweep's own under ''. Deleted ones are among them. */
  readonly runs: ReadonlyMap<string, readonly Run[]>;
}

/** Ids in one request, so that a server with many experiments is asked in pieces. */
const experimentsPerSearch = 1000;

/**
 * A sweep stays in the experiment that has its runs, whatever people call it by now and whatever else bears its old
 * name. One that has no runs yet goes by the name in its spec.
 */
export async function findSweep(
  client: MlflowClient,
  { experiment, sweep }: { readonly experiment: string; readonly sweep: string },
): Promise<SweepPlace> {
  const named = await client.experimentByName(experimentName(experiment));
  const there = named ? await runsOfSweep(client, named.experiment_id, sweep) : [];
  if (there.length > 0) return { experiment: named, runs: byRunId(there) };

  const others = (await client.allExperiments()).filter(
    ({ experiment_id: id }) => id !== named?.experiment_id,
  );
  for (let start = 0; start < others.length; start += experimentsPerSearch) {
    const ids = others.slice(start, start + experimentsPerSearch).map(({ experiment_id: id }) => id);
    const runs = await runsOfSweep(client, ids, sweep);
    const [first] = runs;
    if (!first) continue;
    const { experiment_id: id } = first.info;
    return {
      experiment: others.find((each) => each.experiment_id === id),
      runs: byRunId(runs.filter(({ info }) => info.experiment_id === id)),
    };
  }
  return { experiment: named, runs: new Map() };
}

/** One search for the whole sweep, not one a run. */
export const runsOfSweep = (
  client: MlflowClient,
  experimentIds: string | readonly string[],
  sweep: string,
): Promise<readonly Run[]> => client.searchRuns(experimentIds, `tags.\`thaw.sweep\` = '${sweep}'`);

export function byRunId(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    const id = tagOf(run, 'thaw.run') ?? '';
    found.set(id, [...(found.get(id) ?? []), run]);
  }
  return found;
}
