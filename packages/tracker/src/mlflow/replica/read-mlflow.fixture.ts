import type { Json, RunStatus } from '@thaw/core';
import type { MlflowClient } from '../client.js';
import type { Run } from '../rest-types.js';
import { metricValue, type MetricValue, type RunRecord } from '../../runs/run-record.js';
import { tagOf } from './choose-run.js';
import { findSweep } from './find-sweep.js';
import { metricName } from './metric-names.js';
import { mlflowStatus } from './run-status.js';
import { metricNames } from '../../contract/sweep-events.js';
import type { Records } from '../../contract/tracker-contract.fixture.js';

/** Active runs that a server has of a sweep whose experiment has its id for a name; its children by the journal's ids. */
export async function sweepRuns(client: MlflowClient, sweep: string) {
  const { experiment, runs } = await findSweep(client, { experiment: sweep, sweep });
  const active = [...runs].flatMap(([id, found]) =>
    found.filter(({ info }) => info.lifecycle_stage === 'active').map((run) => ({ id, run })),
  );
  return {
    experiment: experiment?.name ?? '',
    parent: active.find(({ id }) => id === '')?.run,
    children: active.filter(({ id }) => id !== '').toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** What a server shows of such a sweep, in the shape of the journal's records. */
export async function readMlflow(client: MlflowClient, sweep: string): Promise<Records> {
  const { experiment, parent, children } = await sweepRuns(client, sweep);
  if (!parent) return { runs: [] };
  return {
    sweep: {
      id: tagOf(parent, 'thaw.sweep')!,
      name: parent.info.run_name,
      experiment,
      status: statusOf(parent),
      runs: [],
      objective: { metric: '', goal: 'maximize' },
    },
    runs: await Promise.all(children.map(({ run }) => readRun(client, run))),
  };
}

async function readRun(client: MlflowClient, run: Run): Promise<RunRecord> {
  const history: Record<string, readonly MetricValue[]> = {};
  for (const name of metricNames) {
    const points = await client.metricHistory(run.info.run_id, metricName(name));
    const byStep = points.toSorted((a, b) => Number(a.step) - Number(b.step));
    if (points.length > 0) history[name] = byStep.map(({ value }) => unbounded(value));
  }
  return {
    id: tagOf(run, 'thaw.run')!,
    name: run.info.run_name,
    sweep: tagOf(run, 'thaw.sweep')!,
    status: statusOf(run),
    startedMs: run.info.start_time,
    params: paramsOf(run),
    metrics: Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!])),
    history,
    phases: [],
    stages: [],
  };
}

/** MLflow's databases store infinities as the largest double. */
export function unbounded(stored: number | string): MetricValue {
  const value = Number(stored);
  return metricValue(Math.abs(value) >= Number.MAX_VALUE ? value * 10 : value);
}

export const paramsOf = ({ data }: Run): Record<string, Json> =>
  Object.fromEntries(data.params?.map(({ key, value }) => [key, parsed(value)]) ?? []);

export const statusOf = ({ info }: Run): RunStatus =>
  (Object.keys(mlflowStatus) as RunStatus[]).find((status) => mlflowStatus[status] === info.status)!;

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
