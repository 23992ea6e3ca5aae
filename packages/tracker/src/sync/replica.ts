import { ThawError } from '@thaw/core';
import { journalStart, readEntries, readEventAt, type JournalPosition } from '../journal/read-journal.js';
import type { MlflowClient } from '../mlflow/client.js';
import { mlflowName } from '../mlflow/limits.js';
import type { Metric } from '../mlflow/rest-types.js';
import { metricValue } from '../runs/run-record.js';
import type { RunState } from '../runs/run-state.js';
import { SweepState } from '../runs/sweep-state.js';
import { artifactContent, ArtifactLog, type ArtifactEvent } from './artifact-log.js';
import { paramText } from './param-text.js';
import { pointsMark, pointsTag } from './points-mark.js';
import { mlflowStatus } from './run-status.js';
import type { ServerRun } from './server-run.js';
import { SyncSession, type RunCounts } from './session.js';
import { runNote, sweepNote } from './summary.js';

export interface SyncReport {
  readonly sweep: string;
  readonly experimentId: string;
  /** The parent run; absent if it was deleted on the server, in which case nothing is sent. */
  readonly parentRunId?: string;
  readonly runs: number;
  readonly runsCreated: number;
  /** Runs whose results changed since the server got them: the old one is in MLflow's trash. */
  readonly runsReplaced: number;
  /** Sent, be they new to the server or not: it stores equal points once. */
  readonly points: number;
  readonly artifacts: number;
  /** What was left undone and why, for people. */
  readonly notices: readonly string[];
}

const markTag = 'thaw.artifacts';

/**
 * Makes one server equal to one journal. `read` takes in what the journal has gained, `push` sends what the server
 * lacks; when a push fails, the next one finds out anew what is there. Calls must not overlap.
 */
export class MlflowReplica {
  readonly #sweep = new SweepState();
  readonly #artifacts = new Map<string, ArtifactLog>();
  #position: JournalPosition = journalStart;
  #session: SyncSession | undefined;
  /** The server's run that holds what counts as replicated, and how far the run had come. */
  readonly #replicated = new Map<string, { readonly serverRun: string; readonly version: number }>();
  readonly #notices = new Set<string>();
  readonly #counts: RunCounts = { created: 0, replaced: 0 };
  #points = 0;
  #uploads = 0;

  constructor(
    private readonly journalFile: string,
    private readonly client: MlflowClient,
  ) {}

  /** Points that the server does not have yet, as far as the journal was read. */
  get pendingPoints(): number {
    return this.#sweep.runs
      .flatMap((run) => [...run.series.values()])
      .reduce((sum, series) => sum + series.length - series.replicated, 0);
  }

  async read(): Promise<void> {
    for await (const { event, start, end } of readEntries(this.journalFile, this.#position)) {
      this.#sweep.apply(event);
      if (event.type === 'artifact') this.#addArtifact(event, start);
      this.#position = end;
    }
  }

  /** @returns what was done since the replica was made; undefined while the journal has no sweep. */
  async push(onRun?: (done: number, total: number) => void): Promise<SyncReport | undefined> {
    if (!this.#sweep.started) return undefined;
    try {
      this.#session ??= await SyncSession.open(this.client, this.#sweep, this.#counts);
      return await this.#push(this.#session, onRun);
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  async #push(session: SyncSession, onRun?: (done: number, total: number) => void): Promise<SyncReport> {
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
    await parent.log({
      params: {},
      tags: this.#sweep.started!.tags,
      note: sweepNote(this.#sweep, (run) => childAddress(session, run)),
      metrics: [],
    });
    await this.#putArtifacts(parent, '');
    await parent.setStatus(mlflowStatus[this.#sweep.status], this.#sweep.endedMs);
    return this.#report(session, parent);
  }

  async #pushRun(session: SyncSession, parent: ServerRun, run: RunState): Promise<void> {
    const place = await session.child(run, parent);
    const serverRun = typeof place === 'string' ? place : place.id;
    const done = this.#replicated.get(run.id);
    if (done?.serverRun === serverRun && done.version === run.version) return;
    if (done?.serverRun !== serverRun) for (const series of run.series.values()) series.replicated = 0;

    if (typeof place === 'string') this.#notices.add(leftAlone(`run ${run.name}`, place));
    else await this.#send(place, run);
    for (const series of run.series.values()) series.replicated = series.length;
    this.#replicated.set(run.id, { serverRun, version: run.version });
  }

  async #send(place: ServerRun, run: RunState): Promise<void> {
    const params = Object.fromEntries(
      Object.entries(run.params).map(([key, value]) => [key, paramText(value)]),
    );
    const mark = pointsMark(run);
    await place.log({
      params,
      tags: { ...run.tags, [pointsTag]: mark },
      note: runNote(run),
      metrics: place.tag(pointsTag) === mark ? [] : this.#newPoints(run),
    });
    await this.#putArtifacts(place, run.id);
    await place.setStatus(mlflowStatus[run.status], run.endedMs);
  }

  *#newPoints(run: RunState): Generator<Metric> {
    for (const [name, { replicated, steps, values, timesMs, length }] of run.series) {
      const key = mlflowName(name);
      for (let index = replicated; index < length; index++) {
        this.#points++;
        yield { key, value: metricValue(values[index]!), timestamp: timesMs[index]!, step: steps[index]! };
      }
    }
  }

  async #putArtifacts(place: ServerRun, runId: string): Promise<void> {
    const log = this.#artifacts.get(runId);
    if (!log?.mark || place.tag(markTag) === log.mark) return;
    try {
      for (const { path, position } of log.since(place.tag(markTag))) {
        const event = (await readEventAt(this.journalFile, position)) as ArtifactEvent;
        await place.putArtifact(path, artifactContent(event));
        this.#uploads++;
      }
      await place.setTag(markTag, log.mark);
    } catch (error) {
      if (!(error instanceof ThawError) || error.problems[0]?.code !== 'THAW-TRACKING-ARTIFACTS-ELSEWHERE')
        throw error;
      this.#notices.add(error.message);
    }
  }

  #addArtifact(event: ArtifactEvent, position: JournalPosition): void {
    const run = event.run === undefined ? undefined : this.#sweep.run({ sweep: event.sweep, run: event.run });
    const id = event.run ?? '';
    let log = this.#artifacts.get(id);
    if (!log) this.#artifacts.set(id, (log = new ArtifactLog()));
    log.add(event, position, run?.attempt ?? 0);
    run?.touch();
  }

  #report(session: SyncSession, parent?: ServerRun): SyncReport {
    return {
      sweep: this.#sweep.started!.sweep,
      experimentId: session.experimentId,
      parentRunId: parent?.id,
      runs: this.#sweep.runs.length,
      runsCreated: this.#counts.created,
      runsReplaced: this.#counts.replaced,
      points: this.#points,
      artifacts: this.#uploads,
      notices: [...this.#notices],
    };
  }
}

/** Within MLflow's UI. */
function childAddress(session: SyncSession, run: RunState): string | undefined {
  const place = session.knownChild(run.id);
  return typeof place === 'object' ? `#/experiments/${session.experimentId}/runs/${place.id}` : undefined;
}

const leftAlone = (what: string, why: 'deleted' | 'newer'): string =>
  why === 'deleted'
    ? `${what} was deleted in MLflow and stays so; restore it there to have it back`
    : `${what} is newer in MLflow than in this journal and was left as it is`;
