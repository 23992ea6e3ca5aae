import { readJournal } from '../journal/read-journal.js';
import type { MlflowClient } from '../mlflow/client.js';
import { cut, limits, mlflowName } from '../mlflow/limits.js';
import type { KeyValue, Run } from '../mlflow/rest-types.js';
import type { RunState } from '../runs/run-state.js';
import type { Series } from '../runs/series.js';
import { SweepState } from '../runs/sweep-state.js';
import { paramText } from './param-text.js';
import { mlflowStatus } from './run-status.js';
import { runsOfSweep } from './session.js';

/** One thing in which the server is not as the journal says. Texts are for people. */
export interface SyncDifference {
  /** The run's id; absent for the sweep itself. */
  readonly run?: string;
  /** `status`, `param head.dropout`, `val_loss at step 3`, … */
  readonly what: string;
  readonly journal: string;
  readonly server: string;
}

export interface SyncCheck {
  readonly runs: number;
  readonly points: number;
  readonly differences: readonly SyncDifference[];
}

/**
 * Compares a journal with a server, point by point, and changes nothing.
 * @throws ThawError of the journal (`readJournal`) or of the client.
 */
export async function checkSync(options: {
  readonly journalFile: string;
  readonly client: MlflowClient;
}): Promise<SyncCheck> {
  const sweep = new SweepState();
  for await (const event of readJournal(options.journalFile)) sweep.apply(event);
  if (!sweep.started) return { runs: 0, points: 0, differences: [] };

  const experiment = await options.client.experimentByName(sweep.started.experiment);
  const found = experiment
    ? await runsOfSweep(options.client, experiment.experiment_id, sweep.started.sweep)
    : new Map<string, readonly Run[]>();
  const differences = onlyRun(found.get(''), sweep.status).differences.slice();
  let points = 0;
  for (const run of sweep.runs) {
    const { use, differences: ofRun } = onlyRun(found.get(run.id), run.status);
    const details = use
      ? [...paramDifferences(run, use), ...(await pointDifferences(options.client, run, use))]
      : [];
    differences.push(...[...ofRun, ...details].map((difference) => ({ run: run.id, ...difference })));
    for (const { length } of run.series.values()) points += length;
  }
  for (const id of found.keys()) {
    const isGhost = id !== '' && !sweep.runs.some((run) => run.id === id) && active(found.get(id)).length > 0;
    if (isGhost) differences.push({ run: id, what: 'run', journal: 'none', server: 'a run' });
  }
  return { runs: sweep.runs.length, points, differences };
}

const active = (runs: readonly Run[] = []): readonly Run[] =>
  runs.filter(({ info }) => info.lifecycle_stage === 'active');

function onlyRun(
  runs: readonly Run[] | undefined,
  status: RunState['status'],
): { use?: Run; differences: readonly SyncDifference[] } {
  const there = active(runs);
  const [use] = there;
  if (!use || there.length > 1) {
    const server = use ? `${there.length} runs` : runs?.length ? 'a deleted run' : 'none';
    return { use, differences: [{ what: 'run', journal: 'one run', server }] };
  }
  const expected = mlflowStatus[status];
  if (use.info.status === expected) return { use, differences: [] };
  return { use, differences: [{ what: 'status', journal: expected, server: use.info.status }] };
}

function paramDifferences(run: RunState, { data }: Run): SyncDifference[] {
  const there = new Map(data.params?.map(({ key, value }: KeyValue) => [key, value]));
  return Object.entries(run.params).flatMap(([name, value]) => {
    const journal = cut(paramText(value), limits.paramLength);
    const server = there.get(mlflowName(name));
    return server === journal ? [] : [{ what: `param ${name}`, journal, server: server ?? 'none' }];
  });
}

async function pointDifferences(
  client: MlflowClient,
  run: RunState,
  { info, data }: Run,
): Promise<SyncDifference[]> {
  const differences: SyncDifference[] = [];
  const expected = new Map([...run.series].map(([name, series]) => [mlflowName(name), series]));
  for (const key of new Set([...expected.keys(), ...(data.metrics ?? []).map((metric) => metric.key)])) {
    const left = new Map(pointsOf(expected.get(key)));
    for (const { step, value, timestamp } of await client.metricHistory(info.run_id, key)) {
      const server = pointText(Number(value), Number(timestamp));
      const journal = left.get(Number(step));
      if (journal === server) left.delete(Number(step));
      else differences.push({ what: `${key} at step ${step}`, journal: journal ?? 'no such point', server });
    }
    for (const [step, journal] of left)
      differences.push({ what: `${key} at step ${step}`, journal, server: 'none' });
  }
  return differences;
}

function* pointsOf(series: Series | undefined): Generator<[number, string]> {
  for (let index = 0; index < (series?.length ?? 0); index++) {
    yield [series!.steps[index]!, pointText(series!.values[index]!, series!.timesMs[index]!)];
  }
}

/** MLflow's databases store infinities as the largest double. */
const pointText = (value: number, timeMs: number): string =>
  `${Math.abs(value) >= Number.MAX_VALUE ? Math.sign(value) * Infinity : value} (${new Date(timeMs).toISOString()})`;
