import { own, shortHash, type ComparedNetworks, type Json, type RunConfig, type Tracker } from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import { gitState } from '@thaw/execution/provenance';
import { ArtifactFolder, journalPath, openJournal } from '@thaw/tracker/journals';
import type { Session } from '../api/open-session.js';
import { RunColours } from '../sweep/backbone-colours.js';
import { claimSweep } from '../sweep/claim-sweep.js';
import { flattenConfig } from '../sweep/flatten.js';
import type { ReadSpec } from '../sweep/read-spec.js';
import { ReplicaFollower } from '../sweep/replica-follower.js';
import { readSweepBefore } from '../sweep/runs-before.js';
import { recordArtifact } from '../sweep/tracking-log.js';
import { trackingTarget } from '../sweep/tracking-target.js';
import { networksName } from './networks-name.js';
import type { ScoredCandidate } from './score-candidates.js';

export interface TrackNetworksOptions {
  readonly loaded: ReadSpec;
  readonly session: Session;
  readonly trackingUri: string | undefined;
  readonly onNotice: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Journals a comparison of networks as a sweep of which each network is a run, so that whatever shows sweeps shows it too. What is journaled
 * already is not told again. Returns a line for people.
 */
export async function trackNetworks(
  candidates: readonly ScoredCandidate[],
  compared: ComparedNetworks,
  { loaded, session, trackingUri, onNotice, signal }: TrackNetworksOptions,
): Promise<string | undefined> {
  const sweep = shortHash({ rank: candidates.map(({ key }) => key), by: compared.by, name: loaded.name });
  const target = trackingTarget({ trackingUri }, session, loaded);
  if (target.notice !== undefined) onNotice(target.notice);
  const journalFile = journalPath(session.journals, sweep);
  const { uri } = target;
  const followed = { env: session.env, journalFile, onNotice };
  const follower = uri === undefined ? undefined : new ReplicaFollower({ uri, ...followed });
  const claim = await claimSweep(session, sweep, { onNotice, signal });
  try {
    const before = await readSweepBefore(
      journalFile,
      candidates.map((each) => runId(each)),
    );
    const isKnown = before.isSame && [...before.runs.values()].every(({ status }) => status === 'finished');
    const journal = await openJournal({ folder: session.journals, sweep });
    follower?.start();
    try {
      if (!isKnown) await record(candidates, compared, { loaded, session, tracker: journal, sweep });
    } finally {
      await journal.close();
    }
    if (follower) return await follower.stop(loaded.tracking.experiment);
    return target.hint ?? 'see it in MLflow: `thaw ui`';
  } finally {
    await claim.release();
  }
}

const runId = ({ key }: Pick<ScoredCandidate, 'key'>): string => shortHash({ score: key });

interface Recording {
  readonly loaded: ReadSpec;
  readonly session: Session;
  readonly tracker: Tracker;
  readonly sweep: string;
}

async function record(
  candidates: readonly ScoredCandidate[],
  compared: ComparedNetworks,
  { loaded, session, tracker, sweep }: Recording,
): Promise<void> {
  const git = await gitState(session.workspace);
  const origin = { thaw: thawVersion, ...(git && { git }) };
  const { experiment, tags } = loaded.tracking;
  const coloured = candidates.map((each) => ({ id: runId(each), backbone: each.config.backbone.name }));
  const colours = new RunColours(coloured);
  const about = () => ({ timeMs: Date.now(), sweep });
  await tracker.record({
    ...{ type: 'sweep-started', ...about(), name: `${loaded.name}: networks`, experiment, tags, origin },
    runs: coloured.map(({ id }) => id),
    objective: { metric: compared.by, goal: 'maximize' },
    differs: differing(candidates.map(({ config }) => paramsOf(config))),
  });
  const log = { tracker, artifacts: new ArtifactFolder(session.journals), sweep };
  await recordArtifact(log, undefined, networksName, JSON.stringify(compared, null, 1));
  for (const [index, { config, outcomes }] of candidates.entries()) {
    const { id, backbone } = coloured[index]!;
    const network = compared.networks.find(({ name }) => name === backbone)!;
    const run = () => ({ ...about(), run: id });
    await tracker.record({
      ...{
        type: 'run-started',
        ...run(),
        name: `backbone=${backbone}`,
        params: paramsOf(config),
        tags,
        origin,
      },
      colour: colours.of(coloured[index]!),
    });
    const { knn, logme, hscore, parameters, bytes, seconds } = network;
    const costs = { parameters, megabytes: bytes / 1e6, ...(seconds !== undefined && { seconds }) };
    const values = { knn, logme, hscore, ...costs, objective: network[compared.by] };
    await tracker.record({ type: 'metrics', ...run(), step: 1, values });
    await tracker.record({ type: 'stages', ...run(), stages: outcomes });
    await tracker.record({ type: 'run-ended', ...run(), status: 'finished' });
  }
  await tracker.record({ type: 'sweep-ended', ...about(), status: 'finished' });
}

/** What of a run's settings a comparison depends on. */
const paramsOf = (config: RunConfig): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(flattenConfig({ ...config, phases: [] })).filter(
      ([path]) =>
        /^(seed$|precision$|compile$|backbone\.|data\.|features\.|head\.pool$)/.test(path) &&
        !path.startsWith('data.augment'),
    ),
  );

const differing = (runs: readonly ReturnType<typeof paramsOf>[]): string[] =>
  Object.keys(runs[0]!).filter(
    (path) => new Set(runs.map((params) => JSON.stringify(own(params, path)))).size > 1,
  );
