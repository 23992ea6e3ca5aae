import type { JournaledRun, JournaledSweep } from '@thaw/core';
import type { MlflowClient } from '../client.js';
import { MlflowRejection } from '../failures.js';
import { cut, experimentName, limits, mlflowName } from '../limits.js';
import type { Run } from '../rest-types.js';
import { chooseRun, type Choice } from './choose-run.js';
import { byRunId, findSweep, runsOfSweep } from './find-sweep.js';
import { madeRunTags, madeSweepTags } from './run-tags.js';
import { ServerRun } from './server-run.js';
import { sourceTags } from './source-tags.js';

/** A run of ours on the server, or why there shall be none: see `chooseRun`. */
export type Place = ServerRun | 'deleted' | 'newer';

export interface RunCounts {
  created: number;
  replaced: number;
}

/**
 * Where a sweep's experiment and runs are on one server. Runs are found by their tags before any is made. Good until a
 * request fails: what is known of the server may then be wrong, and a new session looks again.
 */
export class SyncSession {
  /** Since it was last looked whether another sync has made the same runs. */
  #hasCreated = false;
  readonly #places = new Map<string, { readonly revisionMs: number; readonly place: Place }>();

  private constructor(
    private readonly client: MlflowClient,
    readonly experimentId: string,
    /** As the server has it. */
    readonly experiment: string,
    private readonly sweep: JournaledSweep,
    /** By `thaw.run`; the sweep's own under ''. */
    private readonly found: ReadonlyMap<string, readonly Run[]>,
    private readonly counts: RunCounts,
  ) {}

  /** Adds to the counts what it creates and replaces. */
  static async open(client: MlflowClient, sweep: JournaledSweep, counts: RunCounts): Promise<SyncSession> {
    const started = sweep.started;
    const { experiment, runs } = await findSweep(client, started);
    // What the runs of a deleted experiment are is known once it is restored.
    if (experiment?.lifecycle_stage === 'deleted') {
      await client.restoreExperiment(experiment.experiment_id);
      return SyncSession.open(client, sweep, counts);
    }
    const name = experiment?.name ?? experimentName(started.experiment);
    const experimentId = experiment?.experiment_id ?? (await createExperiment(client, name));
    return new SyncSession(client, experimentId, name, sweep, runs, counts);
  }

  /** The run that stands for the sweep. */
  async parent(): Promise<Place> {
    const { started, firstStartedMs } = this.sweep;
    const { sweep, name } = started;
    const tags = { ...madeSweepTags(this.sweep), 'thaw.sweep': sweep };
    return this.#place('', 0, { name, startMs: firstStartedMs, tags });
  }

  async child(run: JournaledRun, parent: ServerRun): Promise<Place> {
    return this.#place(run.id, run.revisionMs, {
      name: run.name,
      startMs: run.firstStartedMs,
      tags: {
        ...madeRunTags(this.sweep, run),
        'thaw.sweep': run.sweep,
        'thaw.run': run.id,
        'thaw.revision': String(run.revisionMs),
        'mlflow.parentRunId': parent.id,
      },
    });
  }

  /** The place of a run that `child` was asked for before. */
  knownChild(runId: string): Place | undefined {
    return this.#places.get(runId)?.place;
  }

  /** Whether another sync, at the same time, has made a run that this one has made too: a new session then settles it. */
  async hasDoubles(): Promise<boolean> {
    if (!this.#hasCreated) return false;
    this.#hasCreated = false;
    const active = ({ info }: Run): boolean => info.lifecycle_stage === 'active';
    return [...(await this.#find()).values()].some((runs) => runs.filter(active).length > 1);
  }

  async #place(id: string, revisionMs: number, wanted: NewRun): Promise<Place> {
    const known = this.#places.get(id);
    if (known?.revisionMs === revisionMs) return known.place;
    const found = known ? await this.#find() : this.found;
    const place = await this.#settle(chooseRun(found.get(id) ?? [], revisionMs), wanted);
    this.#places.set(id, { revisionMs, place });
    return place;
  }

  async #settle({ use, leave, obsolete }: Choice, wanted: NewRun): Promise<Place> {
    if (leave) return leave;
    const run = use ?? (await this.#create(wanted));
    for (const { info } of obsolete) await this.client.deleteRun(info.run_id);
    if (!use && obsolete.length > 0) this.counts.replaced++;
    return new ServerRun(this.client, run);
  }

  async #find(): Promise<ReadonlyMap<string, readonly Run[]>> {
    return byRunId(await runsOfSweep(this.client, this.experimentId, this.sweep.started.sweep));
  }

  async #create({ name, startMs, tags }: NewRun): Promise<Run> {
    const all = Object.entries({ ...sourceTags(this.sweep.started.name), ...tags });
    const run = await this.client.createRun({
      experiment_id: this.experimentId,
      run_name: cut(name, limits.keyLength),
      start_time: startMs,
      tags: all.map(([key, value]) => ({ key: mlflowName(key), value: cut(value, limits.tagLength) })),
    });
    this.counts.created++;
    this.#hasCreated = true;
    return run;
  }
}

interface NewRun {
  readonly name: string;
  readonly startMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Opens MLflow's UI on runs and charts, not on traces of language models. */
const experimentTags = [{ key: 'mlflow.experimentKind', value: 'custom_model_development' }];

async function createExperiment(client: MlflowClient, name: string): Promise<string> {
  try {
    return await client.createExperiment(name, experimentTags);
  } catch (error) {
    // Another sync was first, or a request that seemed to fail did not.
    const lostRace = error instanceof MlflowRejection && error.errorCode === 'RESOURCE_ALREADY_EXISTS';
    const found = lostRace ? await client.experimentByName(name) : undefined;
    if (!found) throw error;
    return found.experiment_id;
  }
}
