import {
  shortHash,
  ThawError,
  type JournaledArtifact,
  type JournaledRun,
  type JournaledSweep,
  type Replica,
  type ReplicaCheck,
  type ReplicaReport,
  type ReplicaSource,
} from '@thaw/core';
import type { MlflowClient } from '../client.js';
import { MlflowRejection } from '../failures.js';
import { experimentName } from '../limits.js';
import type { Metric } from '../rest-types.js';
import { bestSoFar } from './best-so-far.js';
import { checkReplica } from './check-replica.js';
import { loggedDataset } from './dataset-inputs.js';
import { finalPoints } from './final-points.js';
import { logModel } from './logged-model.js';
import { tablesFolder } from './logged-table.js';
import { paramsOf, paramText } from './param-text.js';
import { pointsMark, pointsTag } from './points-mark.js';
import { rankingPath, rankingTable } from './ranking-table.js';
import { mlflowStatus } from './run-status.js';
import { madeRunTags, runTags, sweepTags } from './run-tags.js';
import type { ServerRun } from './server-run.js';
import { SentPoints } from './sent-points.js';
import { SyncSession, type Place, type RunCounts } from './session.js';
import { modelNote, runNote, sweepNote } from './summary.js';

const markTag = 'thaw.artifacts';
const rankingTag = 'thaw.ranking';

/** A sweep on an MLflow server. When a push fails, the next one finds out anew what is there. */
export class MlflowReplica implements Replica {
  #session: SyncSession | undefined;
  #wasOpened = false;
  /** What the server has of each run, and how far that had come then. */
  readonly #replicated = new Map<string, { readonly sent: SentPoints; readonly version: number }>();
  readonly #notices = new Set<string>();
  readonly #counts: RunCounts = { created: 0, replaced: 0 };
  #points = 0;
  #uploads = 0;
  #models = 0;

  constructor(
    private readonly source: ReplicaSource,
    private readonly client: MlflowClient,
  ) {}

  get #sweep(): JournaledSweep {
    return this.source.sweep!;
  }

  async pendingPoints(): Promise<number> {
    let pending = 0;
    for (const run of this.#sweep.runs) {
      const { sent, version } = this.#replicated.get(run.id) ?? { sent: new SentPoints('') };
      if (version !== run.version) pending += sent.countMissing(await this.source.load(run));
    }
    return pending;
  }

  /** Grows with every run that was made on the server or made equal; -1 until the server has let itself be searched. */
  get progress(): number {
    return this.#wasOpened ? this.#counts.created + this.#replicated.size : -1;
  }

  async push(onRun?: (done: number, total: number) => void): Promise<ReplicaReport> {
    const known = this.#session;
    try {
      this.#session = known ?? (await SyncSession.open(this.client, this.#sweep, this.#counts));
      this.#wasOpened = true;
      const report = await this.#push(this.#session, onRun);
      if (!(await this.#session.hasDoubles())) return report;
    } catch (error) {
      this.#session = undefined;
      // A server that refuses what an earlier push has prepared was changed by someone: a deleted run, for one.
      if (!(known && error instanceof MlflowRejection)) throw error;
    }
    this.#session = undefined;
    return this.push(onRun);
  }

  check(): Promise<ReplicaCheck> {
    return checkReplica(this.client, this.source);
  }

  async #push(session: SyncSession, onRun?: (done: number, total: number) => void): Promise<ReplicaReport> {
    for (const name of this.#sweep.strayTags) this.#notices.add(notSent(name));
    const parent = await session.parent();
    const { runs } = this.#sweep;
    if (typeof parent === 'string') {
      this.#notices.add(leftAlone('the sweep', parent));
      return this.#report(session);
    }
    for (const [index, run] of runs.entries()) {
      await this.#pushRun(session, parent, run);
      onRun?.(index + 1, runs.length);
    }
    const best = bestSoFar(this.#sweep);
    await parent.log({
      params: {},
      tags: { ...sweepTags(this.#sweep, best), ...this.#tableTags('') },
      formerTags: this.#sweep.formerTags,
      note: sweepNote(this.#sweep, (run) => childAddress(session, run)),
      metrics: parent.lacking(best.metrics),
    });
    await this.#putArtifacts(parent, '');
    await this.#putRanking(parent);
    await parent.setStatus(mlflowStatus[this.#sweep.status], this.#sweep.endedMs);
    // Last, as they are large: whatever stands in their way keeps nothing else from the server.
    for (const run of runs) await this.#putModel(session, run);
    return this.#report(session, parent);
  }

  async #pushRun(session: SyncSession, parent: ServerRun, outline: JournaledRun): Promise<void> {
    const known = session.knownChild(outline.id);
    const done = this.#replicated.get(outline.id);
    if (known && done?.version === outline.version && done.sent.serverRun === idOf(known)) return;
    const run = await this.source.load(outline);
    const place = await session.child(run, parent);
    const sent = done?.sent.serverRun === idOf(place) ? done.sent : new SentPoints(idOf(place));
    if (typeof place === 'string') this.#notices.add(leftAlone(`run ${run.name}`, place));
    else await this.#send(place, run, parent, sent);
    sent.complete(run);
    this.#replicated.set(run.id, { sent, version: outline.version });
  }

  async #send(place: ServerRun, run: JournaledRun, parent: ServerRun, sent: SentPoints): Promise<void> {
    const params = Object.fromEntries(
      Object.entries(paramsOf(run)).map(([key, value]) => [key, paramText(value)]),
    );
    const mark = pointsMark(run);
    await place.log({
      params,
      tags: {
        ...runTags(this.#sweep, run),
        ...this.#tableTags(run.id),
        'mlflow.parentRunId': parent.id,
        [pointsTag]: mark,
      },
      formerTags: this.#sweep.formerTags,
      note: runNote(run, this.#sweep.started.differs),
      metrics: inTurn(
        place.tag(pointsTag) === mark ? [] : this.#counted(sent.missing(run)),
        place.lacking(finalPoints(run)),
      ),
    });
    await place.logDatasets(run.datasets.map(loggedDataset));
    await this.#putArtifacts(place, run.id);
    await place.setStatus(mlflowStatus[run.status], run.endedMs);
  }

  *#counted(points: Iterable<Metric>): Generator<Metric> {
    for (const point of points) {
      this.#points++;
      yield point;
    }
  }

  async #putArtifacts(place: ServerRun, runId: string): Promise<void> {
    const log = this.source.artifacts.get(runId);
    if (!log?.mark || place.tag(markTag) === log.mark) return;
    let lost = 0;
    try {
      for (const artifact of log.since(place.tag(markTag))) {
        const content = await this.source.readArtifact(artifact);
        if (content) {
          await place.putArtifact(artifact.path, content);
          this.#uploads++;
        } else {
          lost++;
          this.#notices.add(lostArtifact(artifact, runId));
        }
      }
      if (lost === 0) await place.setTag(markTag, log.mark);
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      this.#notices.add(error.message);
    }
  }

  /** Not from the journal, as it follows from what is there. */
  async #putRanking(parent: ServerRun): Promise<void> {
    if (this.#sweep.status === 'running') return;
    const table = rankingTable(this.#sweep);
    const mark = shortHash(table);
    if (parent.tag(rankingTag) === mark) return;
    try {
      await parent.putArtifact(rankingPath, new TextEncoder().encode(table));
      await parent.setTag(rankingTag, mark);
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      this.#notices.add(error.message);
    }
  }

  /** By this tag MLflow's UI knows which artifacts are tables. */
  #tableTags(runId: string): Readonly<Record<string, string>> {
    const logged =
      this.source.artifacts.get(runId)?.paths.filter((path) => path.startsWith(tablesFolder)) ?? [];
    const paths = runId === '' ? [...logged, rankingPath] : logged;
    if (paths.length === 0) return {};
    return { 'mlflow.loggedArtifacts': JSON.stringify(paths.map((path) => ({ path, type: 'table' }))) };
  }

  async #putModel(session: SyncSession, run: JournaledRun): Promise<void> {
    const serverRun = session.knownChild(run.id);
    const { model, revisionMs } = run;
    if (!model || model.timeMs < revisionMs || typeof serverRun !== 'object') return;
    const { client, source } = this;
    const place = {
      ...{ client, experimentId: session.experimentId, journals: source.folder },
      tags: madeRunTags(this.#sweep, run),
      note: modelNote(run, this.#sweep, childAddress(session, run)),
      whole: (outline: JournaledRun) => source.load(outline),
    };
    try {
      const outcome = await logModel(run, model, serverRun, place);
      if (outcome === 'sent') this.#models++;
      else if (outcome) this.#notices.add(outcome.notice);
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      this.#notices.add(error.message);
    }
  }

  #report({ experimentId, experiment }: SyncSession, parent?: ServerRun): ReplicaReport {
    const { started } = this.#sweep;
    return {
      sweep: started.sweep,
      place: {
        experiment,
        isElsewhere: experiment !== experimentName(started.experiment),
        isDeleted: !parent,
        ids: { experimentId, experiment, ...(parent && { parentRunId: parent.id }) },
      },
      runs: this.#sweep.runs.length,
      runsCreated: this.#counts.created,
      runsReplaced: this.#counts.replaced,
      points: this.#points,
      artifacts: this.#uploads,
      models: this.#models,
      notices: [...this.#notices],
    };
  }
}

function* inTurn(...lists: readonly Iterable<Metric>[]): Generator<Metric> {
  for (const list of lists) yield* list;
}

const idOf = (place: Place): string => (typeof place === 'string' ? place : place.id);

/** Within MLflow's UI. */
function childAddress(session: SyncSession, run: JournaledRun): string | undefined {
  const place = session.knownChild(run.id);
  return typeof place === 'object' ? `#/experiments/${session.experimentId}/runs/${place.id}` : undefined;
}

const lostArtifact = ({ path, file }: JournaledArtifact, run: string): string =>
  `artifact ${path} of ${run === '' ? 'the sweep' : `run ${run}`} ` +
  (file === undefined ? 'is a picture that cannot be drawn' : `is gone: ${file} is missing or damaged`);

const notSent = (tag: string): string =>
  `the journal's tag ${tag} was not sent: those that begin with mlflow. or thaw. are MLflow's and Thaw's own`;

const isElsewhere = (error: unknown): error is ThawError =>
  error instanceof ThawError && error.problems[0]?.code === 'THAW-TRACKING-ARTIFACTS-ELSEWHERE';

const leftAlone = (what: string, why: 'deleted' | 'newer'): string =>
  why === 'deleted'
    ? `${what} was deleted in MLflow and stays so; restore it there to have it back`
    : `${what} is newer in MLflow than in this journal and was left as it is`;
