import type {
  JournaledArtifacts,
  JournaledRun,
  ReplicaCheck,
  ReplicaDifference,
  ReplicaSource,
} from '@thaw/core';
import type { MlflowClient } from '../client.js';
import type { Run } from '../rest-types.js';
import { artifactDifferences } from './check-artifacts.js';
import { paramDifferences, pointDifferences, tagDifferences } from './check-run.js';
import { tagOf } from './choose-run.js';
import { findSweep } from './find-sweep.js';
import { mlflowSeries } from './metric-names.js';
import { mlflowStatus } from './run-status.js';
import { nightTags, sweepNightTags } from './run-tags.js';

/**
 * Reads back which runs there are, and of each its parent, status, end, params, tags of the spec, artifacts (by size)
 * and every point. Names and notes belong to whoever edits them.
 */
export async function checkReplica(client: MlflowClient, source: ReplicaSource): Promise<ReplicaCheck> {
  const { artifacts } = source;
  const sweep = source.sweep!;
  const { experiment, runs: found } = await findSweep(client, sweep.started);
  const differences: ReplicaDifference[] = [];
  if (experiment?.lifecycle_stage === 'deleted')
    differences.push({ what: 'experiment', journal: experiment.name, server: 'deleted' });
  const parent = onlyRun(found.get(''));
  differences.push(
    ...parent.differences,
    ...(await recordDifferences(client, parent.use, sweep, artifacts.get(''))),
    ...(parent.use ? tagDifferences(sweep, sweepNightTags(sweep), parent.use) : []),
  );
  let points = 0;
  for (const outline of sweep.runs) {
    const run = await source.load(outline);
    const { use, differences: ofRun } = onlyRun(found.get(run.id));
    const all = [...ofRun, ...(await recordDifferences(client, use, run, artifacts.get(run.id)))];
    if (use) {
      all.push(...parentDifferences(parent.use, use), ...tagDifferences(sweep, nightTags(sweep), use));
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
  state: Pick<JournaledRun, 'status' | 'endedMs'>,
  log?: JournaledArtifacts,
): Promise<ReplicaDifference[]> {
  if (!use) return [];
  const ofArtifacts = log ? await artifactDifferences(client, log, use.info.run_id) : [];
  return [...stateDifferences(state, use), ...ofArtifacts];
}

const active = (runs: readonly Run[] = []): readonly Run[] =>
  runs.filter(({ info }) => info.lifecycle_stage === 'active');

function onlyRun(runs: readonly Run[] | undefined): { use?: Run; differences: readonly ReplicaDifference[] } {
  const [use, ...doubles] = active(runs);
  if (use && doubles.length === 0) return { use, differences: [] };
  const server = use ? `${doubles.length + 1} runs` : runs?.length ? 'a deleted run' : 'none';
  return { use, differences: [{ what: 'run', journal: 'one run', server }] };
}

function stateDifferences(
  { status, endedMs }: Pick<JournaledRun, 'status' | 'endedMs'>,
  { info }: Run,
): ReplicaDifference[] {
  const differences: ReplicaDifference[] = [];
  const expected = mlflowStatus[status];
  if (info.status !== expected) differences.push({ what: 'status', journal: expected, server: info.status });
  if (endedMs !== undefined && info.end_time !== endedMs)
    differences.push({ what: 'end', journal: timeText(endedMs), server: timeText(info.end_time) });
  return differences;
}

function parentDifferences(parent: Run | undefined, serverRun: Run): ReplicaDifference[] {
  const journal = parent?.info.run_id;
  const server = tagOf(serverRun, 'mlflow.parentRunId') ?? 'none';
  return journal === undefined || journal === server ? [] : [{ what: 'parent run', journal, server }];
}

const timeText = (timeMs: number | undefined): string =>
  timeMs === undefined ? 'none' : new Date(timeMs).toISOString();
