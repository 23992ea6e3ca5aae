import { userInfo } from 'node:os';
import type { MlflowClient } from '../mlflow/client.js';
import { MlflowRejection } from '../mlflow/failures.js';
import { cut, limits } from '../mlflow/limits.js';
import type { KeyValue, Run } from '../mlflow/rest-types.js';
import type { RunState } from '../runs/run-state.js';
import type { SweepState } from '../runs/sweep-state.js';
import { chooseRun, tagOf, type Choice } from './choose-run.js';
import { ServerRun } from './server-run.js';

export interface SessionCounts {
  runsCreated: number;
  runsReplaced: number;
}

/**
 * Where a sweep's experiment and runs are on one server. Runs are found by their tags before any is made. Good until a
 * request fails: then what is known of the server may be wrong, and a new session looks again.
 */
export class SyncSession {
  readonly #children = new Map<string, ServerRun>();
  readonly counts: SessionCounts = { runsCreated: 0, runsReplaced: 0 };

  private constructor(
    private readonly client: MlflowClient,
    readonly experimentId: string,
    private readonly sweep: SweepState,
    private readonly found: readonly Run[],
  ) {}

  static async open(client: MlflowClient, sweep: SweepState): Promise<SyncSession> {
    const { experiment, sweep: id } = sweep.started!;
    const experimentId = await activeExperiment(client, experiment);
    const found = await client.searchRuns(experimentId, sweepFilter(id));
    return new SyncSession(client, experimentId, sweep, found);
  }

  /** The run that stands for the sweep; undefined if a person deleted it. */
  async parent(): Promise<ServerRun | undefined> {
    const { started, firstStartedMs } = this.sweep;
    const choice = chooseRun(this.found.filter((run) => tagOf(run, 'thaw.run') === undefined), 0);
    return this.#settle('', choice, {
      run_name: started!.name,
      start_time: firstStartedMs,
      tags: { ...started!.tags, 'thaw.sweep': started!.sweep },
    });
  }

  /** The run that stands for a run; undefined if a person deleted it or the server knows a later state of it. */
  async child(run: RunState, parent: ServerRun): Promise<ServerRun | undefined> {
    const known = this.#children.get(run.id);
    if (known?.tag('thaw.revision') === String(run.revisionMs)) return known;
    const candidates = this.found.filter((found) => tagOf(found, 'thaw.run') === run.id);
    const choice = known ? replacing(known) : chooseRun(candidates, run.revisionMs);
    return this.#settle(run.id, choice, {
      run_name: run.name,
      start_time: run.firstStartedMs,
      tags: {
        ...run.tags,
        'thaw.sweep': run.sweep,
        'thaw.run': run.id,
        'thaw.revision': String(run.revisionMs),
        'mlflow.parentRunId': parent.id,
      },
    });
  }
}
