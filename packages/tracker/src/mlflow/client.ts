import { own, shapes, type JsonShape } from '@thaw/core';
import { allPages } from './all-pages.js';
import { artifactPath } from './artifact-path.js';
import type { MlflowCredentials } from './credentials.js';
import { MlflowRejection } from './failures.js';
import { MlflowHttp } from './http.js';
import {
  artifactShape,
  experimentShape,
  metricShape,
  pageOf,
  runInfoAnswer,
  runShape,
} from './rest-shapes.js';
import type {
  ArtifactInfo,
  Experiment,
  KeyValue,
  LogBatch,
  LoggedDataset,
  Metric,
  MlflowRunStatus,
  Run,
  RunInfo,
} from './rest-types.js';
import { LoggedModels } from './logged-models.js';
import { ModelRegistry } from './model-registry.js';
import { parseTrackingUri } from './tracking-uri.js';

export interface MlflowClientOptions {
  /** MLFLOW_TRACKING_URI: http or https, with an optional path prefix. */
  readonly uri: string;
  readonly credentials?: MlflowCredentials;
  /** For one attempt at one request. */
  readonly timeoutMs?: number;
  /** Attempts after the first for requests that may be repeated. The default covers eight seconds of absence. */
  readonly retries?: number;
  /** Before the first of them; doubled before each further one. Default 250. */
  readonly backoffMs?: number;
}

/** @throws ThawError `THAW-TRACKING-BAD-URI`. */
export function createMlflowClient(options: MlflowClientOptions): MlflowClient {
  const { timeoutMs = 60_000, retries = 5, backoffMs = 250 } = options;
  return new MlflowClient(
    new MlflowHttp(parseTrackingUri(options.uri, options.credentials), { timeoutMs, retries, backoffMs }),
  );
}

/**
 * MLflow's REST API, as far as Thaw needs it. Every method throws ThawError: `THAW-TRACKING-UNREACHABLE`, `-TLS`,
 * `-UNAUTHORISED`, `-UNAVAILABLE` (429, 5xx), `-NOT-MLFLOW`, `-REJECTED`.
 */
export class MlflowClient {
  constructor(private readonly http: MlflowHttp) {}

  /** The server's address without credentials. */
  get address(): string {
    return this.http.server.base;
  }

  get loggedModels(): LoggedModels {
    return new LoggedModels(this.http);
  }

  get registry(): ModelRegistry {
    return new ModelRegistry(this.http);
  }

  /** The same client, all of whose requests end with the signal. */
  until(signal: AbortSignal): MlflowClient {
    return new MlflowClient(this.http.until(signal));
  }

  async experimentByName(name: string): Promise<Experiment | undefined> {
    try {
      const query = { experiment_name: name };
      return (await this.#get<{ experiment: Experiment }>('experiments/get-by-name', query, experimentAnswer))
        .experiment;
    } catch (error) {
      if (error instanceof MlflowRejection && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw error;
    }
  }

  /** Its id. Names are unique, so that this may be repeated. */
  async createExperiment(name: string, tags: readonly KeyValue[] = []): Promise<string> {
    return (
      await this.http.call<{ experiment_id: string }>(
        'POST',
        'experiments/create',
        { name, tags },
        experimentIdAnswer,
      )
    ).experiment_id;
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    await this.http.call('POST', 'experiments/restore', { experiment_id: experimentId });
  }

  /** All pages, by the time of their last change, latest first. Deleted experiments are among them. */
  allExperiments(): Promise<Experiment[]> {
    return this.#search<Experiment>('experiments', experimentsAnswer, {
      view_type: 'ALL',
      max_results: 1000,
      order_by: ['last_update_time DESC'],
    });
  }

  /** All pages. Deleted runs are among them. */
  searchRuns(experimentIds: string | readonly string[], filter: string): Promise<Run[]> {
    return this.#search<Run>('runs', runsAnswer, {
      experiment_ids: [experimentIds].flat(),
      filter,
      run_view_type: 'ALL',
      max_results: 1000,
    });
  }

  /** Not repeated when it is unknown whether the server has done it: each call makes a run. */
  async createRun(run: {
    readonly experiment_id: string;
    readonly run_name: string;
    readonly start_time: number;
    readonly tags: readonly KeyValue[];
  }): Promise<Run> {
    return (await this.http.call<{ run: Run }>('POST', 'runs/create', run, runAnswer, false)).run;
  }

  async updateRun(update: {
    readonly run_id: string;
    readonly status: MlflowRunStatus;
    readonly end_time?: number;
    readonly run_name?: string;
  }): Promise<RunInfo> {
    return (await this.http.call<{ run_info: RunInfo }>('POST', 'runs/update', update, runInfoAnswer))
      .run_info;
  }

  /** To MLflow's trash, from where it can be restored. */
  async deleteRun(runId: string): Promise<void> {
    await this.http.call('POST', 'runs/delete', { run_id: runId });
  }

  /**
   * Params are written first, then metrics, then tags. Points that are there already, equal in every part, are stored
   * once.
   */
  async logBatch(runId: string, batch: LogBatch): Promise<void> {
    await this.http.call('POST', 'runs/log-batch', { run_id: runId, ...batch });
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    try {
      await this.http.call('POST', 'runs/delete-tag', { run_id: runId, key });
    } catch (error) {
      // Someone was first, or a request that seemed to fail did not.
      if (!(error instanceof MlflowRejection && error.errorCode === 'RESOURCE_DOES_NOT_EXIST')) throw error;
    }
  }

  /** A dataset that the run has already, by name and digest, is not doubled. */
  async logDatasets(runId: string, datasets: readonly LoggedDataset[]): Promise<void> {
    await this.http.call('POST', 'runs/log-inputs', { run_id: runId, datasets });
  }

  /** All pages of all points of a metric, by time. */
  metricHistory(runId: string, key: string): Promise<Metric[]> {
    return allPages(async (token) => {
      const query = {
        ...{ run_id: runId, metric_key: key, max_results: '20000' },
        ...(token && { page_token: token }),
      };
      const page = await this.#get<{ metrics?: Metric[]; next_page_token?: string }>(
        'metrics/get-history',
        query,
        historyAnswer,
      );
      return { items: page.metrics, next: page.next_page_token };
    });
  }

  /** What is directly in one folder of a run's artifacts; '' is the root. */
  async listArtifacts(runId: string, folder: string): Promise<readonly ArtifactInfo[]> {
    const query = { run_id: runId, ...(folder && { path: folder }) };
    return (
      (await this.#get<{ files?: ArtifactInfo[] }>('artifacts/list', query, artifactsAnswer)).files ?? []
    );
  }

  /** @throws ThawError also `THAW-TRACKING-ARTIFACTS-ELSEWHERE`. */
  async putArtifact(artifactUri: string, path: string, content: Uint8Array): Promise<void> {
    const request = { method: 'PUT', path: artifactPath(artifactUri, path), answer: 'empty' } as const;
    await this.http.bytes({ ...request, body: content, repeatable: true });
  }

  async getArtifact(artifactUri: string, path: string): Promise<Uint8Array> {
    const request = { method: 'GET', path: artifactPath(artifactUri, path), answer: 'file' } as const;
    return this.http.bytes({ ...request, repeatable: true });
  }

  #search<Item>(of: string, answer: JsonShape, body: object): Promise<Item[]> {
    return allPages(async (token) => {
      const page = await this.http.call<Readonly<Record<string, unknown>>>(
        'POST',
        `${of}/search`,
        { ...body, page_token: token },
        answer,
      );
      return {
        items: own(page, of) as Item[] | undefined,
        next: page['next_page_token'] as string | undefined,
      };
    });
  }

  #get<T>(endpoint: string, query: Readonly<Record<string, string>>, answer: JsonShape): Promise<T> {
    const path = `api/2.0/mlflow/${endpoint}?${new URLSearchParams(query)}`;
    return this.http.json<T>({ method: 'GET', path, answer, repeatable: true });
  }
}

// Once, since each is compiled when it is first looked at.
const experimentAnswer = shapes.object({ experiment: experimentShape });
const experimentIdAnswer = shapes.object({ experiment_id: shapes.text });
const experimentsAnswer = pageOf('experiments', experimentShape);
const runsAnswer = pageOf('runs', runShape);
const runAnswer = shapes.object({ run: runShape });
const historyAnswer = pageOf('metrics', metricShape);
const artifactsAnswer = pageOf('files', artifactShape);
