import { thawVersion } from '@thaw/execution/environment';
import { gitState } from '@thaw/execution/provenance';
import { ArtifactFolder, journalPath, openJournal } from '@thaw/tracker/journals';
import { planSoFar, type OpenedBackend, type StageStore } from '@thaw/core';
import type { Surroundings } from '../api/options.js';
import { keptLine } from '../rank/kept-line.js';
import { DatasetInputs } from './dataset-inputs.js';
import type { Expectation } from './expect-sweep.js';
import type { PreparedSweep } from './prepare-sweep.js';
import type { FollowedReplica } from './replica-follower.js';
import type { SweepBefore } from './runs-before.js';
import { sweepDocuments } from './sweep-documents.js';
import { SweepTracking } from './sweep-tracking.js';
import { trackingTarget } from './tracking-target.js';

/** Imported where a server is named: to load what speaks to one takes a while. */
const openFollower = async (options: FollowedReplica) =>
  new (await import('./replica-follower.js')).ReplicaFollower(options);

export interface OpenTrackingOptions {
  readonly prepared: PreparedSweep;
  readonly store: StageStore;
  readonly journals: string;
  readonly context: Pick<Required<Surroundings>, 'env' | 'workspace'>;
  /** `--tracking-uri`; else the environment's, else the spec's. */
  readonly trackingUri: string | undefined;
  /** None where nothing is to be computed. */
  readonly expectation: Expectation | undefined;
  readonly backend: OpenedBackend | undefined;
  /** False: the journal has no replica, whatever is named. Default true. */
  readonly replicate?: boolean;
  /** What `--set` has changed in the spec. */
  readonly overrides: readonly string[];
  readonly before: SweepBefore;
  readonly onNotice: (line: string) => void;
}

export interface OpenTracking {
  readonly sweep: SweepTracking;
  /**
   * Waits a while for the server to have everything. Returns a hint for people, if there is something to say. May be called
   * twice.
   */
  readonly close: () => Promise<string | undefined>;
}

/** The journal of a sweep, and its replica where a server is named. */
export async function openTracking(options: OpenTrackingOptions): Promise<OpenTracking> {
  const { prepared, store, journals, context, before, onNotice } = options;
  const { loaded, plan, networks } = prepared;
  const target = options.replicate === false ? {} : trackingTarget(options, context, loaded);
  const { uri } = target;
  if (target.notice !== undefined) onNotice(target.notice);
  const journalFile = journalPath(journals, loaded.sweepId);
  // A bad address is said before anything is computed.
  const follower =
    uri === undefined ? undefined : await openFollower({ uri, env: context.env, journalFile, onNotice });
  const journal = await openJournal({ folder: journals, sweep: loaded.sweepId });
  follower?.start();
  const git = await gitState(context.workspace);
  // As it was estimated: where all of that is over, a sweep is begun in the journal once its search has added to it.
  const begun = { ...prepared, plan: planSoFar(plan) };
  const sweep = new SweepTracking({
    loaded,
    plan,
    tracker: journal,
    artifacts: new ArtifactFolder(journals),
    store,
    datasets: new DatasetInputs(),
    origin: { thaw: thawVersion, ...(git && { git }) },
    documents: () =>
      sweepDocuments(
        begun,
        { expectation: options.expectation, spent: before.spent },
        { backend: options.backend, git },
      ),
    overrides: options.overrides,
    screened: networks && keptLine(networks),
    decided: loaded.measured.flatMap(({ taken }) => taken ?? []),
    before,
    knowledge: prepared.knowledge,
  });
  const close = async () => {
    await journal.close();
    if (follower) return follower.stop(loaded.tracking.experiment);
    return target.hint ?? 'compare the runs in MLflow: `thaw ui`';
  };
  let closed: Promise<string | undefined> | undefined;
  return { sweep, close: () => (closed ??= close()) };
}
