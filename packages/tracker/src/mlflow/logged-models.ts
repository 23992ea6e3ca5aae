import { shapes } from '@thaw/core';
import { allPages } from './all-pages.js';
import { artifactPath } from './artifact-path.js';
import type { FileOnDisk, MlflowHttp } from './http.js';
import { loggedModelShape, pageOf, runShape } from './rest-shapes.js';
import type { KeyValue } from './rest-types.js';

/** From `mlflow/utils/validation.py` of MLflow 3.17. */
export const loggedModelName = (name: string): string => name.replaceAll(/[/:.%"']/g, '-') || 'model';

/** As it is on the wire. */
export interface LoggedModel {
  readonly info: {
    readonly model_id: string;
    readonly artifact_uri: string;
    readonly status: 'LOGGED_MODEL_PENDING' | 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED';
    readonly source_run_id?: string;
    readonly tags?: readonly KeyValue[];
  };
}

export interface NewLoggedModel {
  readonly experiment_id: string;
  readonly name: string;
  readonly source_run_id: string;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

/** Logged models in MLflow's REST API. Methods throw what those of the client do. */
export class LoggedModels {
  constructor(private readonly http: MlflowHttp) {}

  /** All pages; deleted models are not among them. */
  search(experimentId: string, filter: string): Promise<LoggedModel[]> {
    return allPages(async (token) => {
      const body = { experiment_ids: [experimentId], filter, max_results: 50, page_token: token };
      const page = await this.http.call<{ models?: LoggedModel[]; next_page_token?: string }>(
        'POST',
        'logged-models/search',
        body,
        modelsAnswer,
      );
      return { items: page.models, next: page.next_page_token };
    });
  }

  /** Not repeated when it is unknown whether the server has done it: each call makes a model. It is pending at first. */
  async create(model: NewLoggedModel): Promise<LoggedModel> {
    return (await this.http.call<{ model: LoggedModel }>('POST', 'logged-models', model, modelAnswer, false))
      .model;
  }

  /** @throws ThawError also `THAW-TRACKING-ARTIFACTS-ELSEWHERE`. */
  async putFile({ info }: LoggedModel, path: string, body: Uint8Array | FileOnDisk): Promise<void> {
    const target = artifactPath(info.artifact_uri, path);
    await this.http.bytes({ method: 'PUT', path: target, body, answer: 'empty', repeatable: true });
  }

  /** Its files are complete: it can be loaded. */
  async finalize({ info: { model_id } }: LoggedModel): Promise<void> {
    await this.http.call('PATCH', `logged-models/${model_id}`, { model_id, status: 'LOGGED_MODEL_READY' });
  }

  async delete({ info: { model_id } }: LoggedModel): Promise<void> {
    await this.http.call('DELETE', `logged-models/${model_id}`, { model_id });
  }

  /** Ids of the models that came out of a run. */
  async outputsOf(runId: string): Promise<readonly string[]> {
    const path = `api/2.0/mlflow/runs/get?${new URLSearchParams({ run_id: runId })}`;
    const { run } = await this.http.json<{
      run: { outputs?: { model_outputs?: readonly { readonly model_id: string }[] } };
    }>({ method: 'GET', path, answer: outputsAnswer, repeatable: true });
    return run.outputs?.model_outputs?.map(({ model_id }) => model_id) ?? [];
  }

  /** A server refuses to note the same output twice. */
  async addOutput(runId: string, { info: { model_id } }: LoggedModel): Promise<void> {
    await this.http.call('POST', 'runs/outputs', { run_id: runId, models: [{ model_id, step: 0 }] });
  }
}

const modelsAnswer = pageOf('models', loggedModelShape);
const modelAnswer = shapes.object({ model: loggedModelShape });
const outputsAnswer = shapes.object({ run: runShape });
