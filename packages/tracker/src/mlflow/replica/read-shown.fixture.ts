import type { SweepStatus } from '@thaw/core';
import type { ShownPoint, ShownRun, ShownSweep } from '../../contract/shown-sweep.js';
import { metricNames } from '../../contract/sweep-events.js';
import type { MlflowClient } from '../client.js';
import type { Run } from '../rest-types.js';
import { tagOf } from './choose-run.js';
import { metricName } from './metric-names.js';
import { rankingPath } from './ranking-table.js';
import { paramsOf, statusOf, sweepRuns, unbounded } from './read-mlflow.fixture.js';

/** What a server shows of a sweep whose experiment has its id for a name. */
export async function readShown(client: MlflowClient, sweep: string): Promise<ShownSweep | undefined> {
  const { experiment, parent, children } = await sweepRuns(client, sweep);
  if (!parent) return undefined;
  // It follows from the others and is not in the journal.
  const { [rankingPath]: _ranking, ...artifacts } = await textsOf(client, parent);
  return {
    ...{ name: parent.info.run_name, experiment, status: statusOf(parent) as SweepStatus, artifacts },
    endedMs: parent.info.end_time,
    night: nightOf(parent),
    runs: await Promise.all(children.map(({ id, run }) => shownRun(client, id, run))),
  };
}

async function shownRun(client: MlflowClient, id: string, run: Run): Promise<ShownRun> {
  const points: Record<string, readonly ShownPoint[]> = {};
  for (const name of metricNames) {
    const there = await client.metricHistory(run.info.run_id, metricName(name));
    const byStep = there.toSorted((a, b) => Number(a.step) - Number(b.step));
    if (there.length > 0)
      points[name] = byStep.map(({ step, value, timestamp }): ShownPoint => [
        Number(step),
        unbounded(value),
        Number(timestamp),
      ]);
  }
  const { run_name: name, start_time: startedMs, end_time: endedMs } = run.info;
  const artifacts = await textsOf(client, run);
  return {
    ...{ id, name, startedMs, endedMs, points, artifacts, night: nightOf(run) },
    status: statusOf(run),
    params: paramsOf(run),
  };
}

/** As journals have it. */
const nightOf = (run: Run): string | undefined => tagOf(run, 'thaw.night')?.replace(/Z$/, '.000Z');

async function textsOf(client: MlflowClient, { info }: Run, folder = ''): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { path, is_dir: isFolder } of await client.listArtifacts(info.run_id, folder)) {
    if (isFolder) Object.assign(texts, await textsOf(client, { info } as Run, path));
    else texts[path] = new TextDecoder().decode(await client.getArtifact(info.artifact_uri, path));
  }
  return texts;
}
