import type { MlflowClient } from '../mlflow/client.js';
import type { Run } from '../mlflow/rest-types.js';
import type { RunState } from '../runs/run-state.js';
import { ArtifactLog } from './artifact-log.js';
import { artifactDifferences } from './check-artifacts.js';
import { paramDifferences, pointDifferences, tagDifferences } from './check-run.js';
import { tagOf } from './choose-run.js';
import { findSweep } from './find-sweep.js';
import { mlflowSeries } from './metric-names.js';
import { mlflowStatus } from './run-status.js';
import { SweepJournal } from './sweep-journal.js';

/** Texts are for people. */
export interface Difference {
  /** `status`, `param head.dropout`, `val_loss at step 3`, … */
  readonly what: string;
  readonly journal: string;
  readonly server: string;
}

/** One thing in which the server is not as the journal says. */
export interface SyncDifference extends Difference {
  /** The run's id; absent for the sweep itself. */
  readonly run?: string;
}

export interface SyncCheck {
  /** Absent while the journal holds none. */
  readonly sweep?: string;
  readonly runs: number;
  readonly points: number;
  readonly differences: readonly SyncDifference[];
}

/**
 * Compares a journal with a server and changes nothing: which runs there are, and of each its parent, status, end,
 * params, tags of the spec, artifacts (by size) and every point. Names and notes belong to whoever edits them.
 * @throws ThawError of the journal (`readJournal`) or of the client.
 */
export async function checkSync(options: {
  readonly journalFile: string;
  readonly client: MlflowClient;
}): Promise<SyncCheck> {
  const { client, journalFile } = options;
  const journal = new SweepJournal(journalFile);
  await journal.read();
  const { sweep, artifacts } = journal;
  if (!sweep.started) return { runs: 0, points: 0, differences: [] };

  const { experiment, runs: found } = await findSweep(client, sweep.started);
  const differences: SyncDifference[] = [];
  if (experiment?.lifecycle_stage === 'deleted')
    differences.push({ what: 'experiment', journal: experiment.name, server: 'deleted' });
  const parent = onlyRun(found.get(''));
  differences.push(
    ...parent.differences,
    ...(await recordDifferences(client, parent.use, sweep, artifacts.get(''))),
    ...(parent.use ? tagDifferences(sweep, parent.use) : []),
  );
  let points = 0;
  for (const outline of sweep.runs) {
    const run = await journal.load(outline);
    const { use, differences: ofRun } = onlyRun(found.get(run.id));
    const all = [...ofRun, ...(await recordDifferences(client, use, run, artifacts.get(run.id)))];
    if (use) {
      all.push(...parentDifferences(parent.use, use), ...tagDifferences(sweep, use));
      all.push(...paramDifferences(run, use));
      all.push(...(await pointDifferences(client, run, use)));
    }
    differences.push(...all.map((difference) => ({ run: run.id, ...difference })));
    for (const { length } of mlflowSeries(run).values()) points += length;
  }
  for (const [id, runs] of found) {
    const isGhost = id !== '' && !sweep.runs.some((run) => run.id === id) && active(runs).length > 0;
    if (isGhost) differences.push({ run: id, what: 'run', journal: 'none', server: 'a run' });
  }
  return { sweep: sweep.started.sweep, runs: sweep.runs.length, points, differences };
}

async function recordDifferences(
  client: MlflowClient,
  use: Run | undefined,
  state: Pick<RunState, 'status' | 'endedMs'>,
  log = new ArtifactLog(),
): Promise<Difference[]> {
  if (!use) return [];
  return [...stateDifferences(state, use), ...(await artifactDifferences(client, log, use.info.run_id))];
}

const active = (runs: readonly Run[] = []): readonly Run[] =>
  runs.filter(({ info }) => info.lifecycle_stage === 'active');

function onlyRun(runs: readonly Run[] | undefined): { use?: Run; differences: readonly Difference[] } {
  const [use, ...doubles] = active(runs);
  if (use && doubles.length === 0) return { use, differences: [] };
  const server = use ? `${doubles.length + 1} runs` : runs?.length ? 'a deleted run' : 'none';
  return { use, differences: [{ what: 'run', journal: 'one run', server }] };
}

function stateDifferences(
  { status, endedMs }: Pick<RunState, 'status' | 'endedMs'>,
  { info }: Run,
): Difference[] {
  const differences: Difference[] = [];
  const expected = mlflowStatus[status];
  if (info.status !== expected) differences.push({ what: 'status', journal: expected, server: info.status });
  if (endedMs !== undefined && info.end_time !== endedMs)
    differences.push({ what: 'end', journal: timeText(endedMs), server: timeText(info.end_time) });
  return differences;
}

function parentDifferences(parent: Run | undefined, serverRun: Run): Difference[] {
  const journal = parent?.info.run_id;
  const server = tagOf(serverRun, 'mlflow.parentRunId') ?? 'none';
  return journal === undefined || journal === server ? [] : [{ what: 'parent run', journal, server }];
}

const timeText = (timeMs: number | undefined): string =>
  timeMs === undefined ? 'none' : new Date(timeMs).toISOString();
